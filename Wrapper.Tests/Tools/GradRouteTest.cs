namespace TorchBridge.Tests.Tools;

/// <summary>
/// Tests of what Grad's native call does. A class derived from a class of tests runs them again as where nothing catches C++ exceptions.
/// </summary>
public abstract class GradRouteTest
{
    /// <summary>Whether TorchScript makes the call.</summary>
    protected virtual bool ByScript => false;

    [TestInitialize]
    public void Begin() => SwitchedOff.Set("DirectGrad", !ByScript);

    [TestCleanup]
    public void End() => SwitchedOff.Set("DirectGrad", true);
}
