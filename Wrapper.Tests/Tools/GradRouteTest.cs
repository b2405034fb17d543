namespace TorchBridge.Tests.Tools;

/// <summary>
/// Tests of Grad's native call. A class that derives from a test class runs its tests again without the frame that catches C++ exceptions.
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
