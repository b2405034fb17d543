using TorchBridge.Engine;
using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>
/// Around every test of a function transform: the thread is back where it was, and no tensor is left. A class derived from a class of tests
/// runs them again as on a platform whose LibTorch lacks the levels.
/// </summary>
public abstract class TransformTest
{
    private long _live;
    private TorchSharp.DisposeScope? _scope;

    /// <summary>Whether LibTorch's levels may be used.</summary>
    protected virtual bool WithLevels => true;

    [TestInitialize]
    public void Begin()
    {
        Assert.IsTrue(Functorch.IsSupported, "the levels of this LibTorch can't be used");
        SwitchedOff.Set("FunctionTransforms", WithLevels);
        GC.Collect();      // what earlier tests have dropped is not to go while this one counts
        GC.WaitForPendingFinalizers();
        _live = Tensor.TotalCount;
        _scope = NewDisposeScope();
    }

    [TestCleanup]
    public void End()
    {
        _scope!.Dispose();
        SwitchedOff.Set("FunctionTransforms", true);
        AssertAtRest(_live);
    }

    /// <summary>No level, recording on, and no more tensors alive than these.</summary>
    internal static void AssertAtRest(long live)
    {
        Assert.AreEqual(0, LevelStack.Depth, "levels that this library counts");
        Assert.AreEqual(0, Functorch.Depth, "levels that LibTorch counts");
        Assert.IsTrue(is_grad_enabled(), "grad mode");
        Assert.IsLessThanOrEqualTo(live, Tensor.TotalCount, "live tensors");
    }
}
