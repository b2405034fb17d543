using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Dual tensors are made and unpacked through LibTorch's stable interface, and through TorchScript if that fails.</summary>
[TestClass]
public sealed class DualTensorTests
{
    [TestMethod]
    public void BothWaysGiveTheSame()
    {
        using var scope = NewDisposeScope();
        using var level = ForwardAD.EnterDualLevel();
        Tensor x = tensor([1.0, 2.0]), v = tensor([3.0, 4.0]);
        foreach (Func<nint, nint, nint> make in new[] { StableAbi.MakeDual, Script.MakeDual })
            foreach (Func<nint, (nint, nint)> unpack in new[] { StableAbi.UnpackDual, Script.UnpackDual })
            {
                Tensor dual = Tensor.UnsafeCreateTensor(make(x.Handle, v.Handle));
                (nint primal, nint tangent) = unpack(dual.Handle);
                CollectionAssert.AreEqual(new[] { 1.0, 2.0 }, Numeric.Values(Tensor.UnsafeCreateTensor(primal)));
                CollectionAssert.AreEqual(new[] { 3.0, 4.0 }, Numeric.Values(Tensor.UnsafeCreateTensor(tangent)));
                (primal, tangent) = unpack(x.Handle);
                Assert.AreEqual(0, tangent);
                CollectionAssert.AreEqual(new[] { 1.0, 2.0 }, Numeric.Values(Tensor.UnsafeCreateTensor(primal)));
                Assert.IsNull(NativeError.Take());
            }
    }

    /// <summary>LibTorch prints the message of a call that fails through the stable interface.</summary>
    [TestMethod]
    public void AnErrorIsAnExceptionAndNothingIsPrinted()
    {
        ChildProcess.Result child = ChildProcess.Run("dual-errors");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        Assert.AreEqual("", child.Error.Trim(), child.ToString());
        Assert.HasCount(3, child.Lines, child.ToString());
        Assert.AreEqual("0", child.Lines[0]);
        StringAssert.Contains(child.Lines[1], "already has a forward gradient at the same level");
        StringAssert.Contains(child.Lines[2], "different size than that of the original Tensor");
    }

    public static void PrintErrors()
    {
        using var scope = NewDisposeScope();
        using var level = ForwardAD.EnterDualLevel();
        Tensor x = ones(2), dual = level.MakeDual(x, x.neg());
        Console.WriteLine(StableAbi.MakeDual(dual.Handle, x.Handle));
        foreach ((Tensor primal, Tensor tangent) in new[] { (dual, x), (x, ones(3)) })
            try
            {
                DualTensor.Make("MakeDual", primal, tangent);
                Console.WriteLine("no error");
            }
            catch (AutogradException e)
            {
                Console.WriteLine(e.Message.Split('\n')[0]);
            }
    }

    [TestMethod]
    public void ACallThatFailsKeepsNothing()
    {
        using var scope = NewDisposeScope();
        using var level = ForwardAD.EnterDualLevel();
        Tensor x = ones(200_000), dual = level.MakeDual(x, x.neg());
        Leak.AssertNone("a failing make_dual", 100, () =>
        {
            using Tensor tangent = x.clone();
            Assert.AreEqual(0, StableAbi.MakeDual(dual.Handle, tangent.Handle));
        }, Leak.Megabyte);
    }
}
