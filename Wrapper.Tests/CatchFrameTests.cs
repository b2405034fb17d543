using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The frame that catches C++ exceptions, tested with functions of the C++ library that throw.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed unsafe class CatchFrameTests
{
    private static readonly nint s_standard = OperatingSystem.IsLinux() ? NativeLibrary.Load("libstdc++.so.6") : 0;

    private static long s_sum;
    private static string? s_inner;

    [TestInitialize]
    public void OnlyWhereItIs()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Inconclusive("the frame is for Linux on x64; elsewhere TorchScript makes the call");
        Assert.IsTrue(CatchFrame.IsSupported);
        Assert.IsTrue(DirectGrad.IsSupported);
    }

    [TestMethod]
    public void AStandardExceptionIsItsText()
    {
        Assert.AreEqual("too long", ThrowLengthError("too long"));
        Assert.AreEqual("std::bad_alloc", Run(Export("_ZSt17__throw_bad_allocv")));
    }

    [TestMethod]
    public void AnotherExceptionIsCaughtToo()
    {
        nint thrown = ((delegate* unmanaged<nint, nint>)Export("__cxa_allocate_exception"))(sizeof(int));
        StringAssert.Contains(Run(Export("__cxa_throw"), thrown, Export("_ZTIi"), 0), "unknown type");
    }

    [TestMethod]
    public void AllTenArgumentsArriveAndNothingIsThrown()
    {
        Assert.IsNull(Run((nint)(delegate* unmanaged[Cdecl]<long, long, long, long, long, long, long, long, long, long, void>)&Sum, 1, 20,
            300, 4000, 50000, -6, 70, 800, 9000, long.MaxValue));
        Assert.AreEqual(unchecked(1 + 20 + 300 + 4000 + 50000 - 6 + 70 + 800 + 9000 + long.MaxValue), s_sum);
    }

    [TestMethod]
    public void AFrameInsideAFrame()
    {
        Assert.IsNull(Run((nint)(delegate* unmanaged[Cdecl]<void>)&Inner));
        Assert.AreEqual("inner", s_inner);
        Assert.AreEqual("outer", ThrowLengthError("outer"));
    }

    [TestMethod]
    public void OnManyThreadsEachGetsItsOwn() => Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
    {
        for (int i = 0; i < 500; i++)
            Assert.AreEqual($"{worker}, {i}", ThrowLengthError($"{worker}, {i}"));
    });

    [TestMethod]
    public void ExceptionsLeaveNothingBehind() =>
        Leak.AssertNone("exceptions", 20_000,
            () => ThrowLengthError("a text too long for a string to keep it in itself, so that it is allocated"), Leak.Megabyte);

    private const string OtherUnwinder = "libunwind.so.8";

    [TestMethod]
    public void AnotherUnwinderIsSeen()
    {
        Assert.IsFalse(CatchFrame.IsReplaced(NativeLibrary.Load("libgcc_s.so.1")));
        if (!NativeLibrary.TryLoad(OtherUnwinder, out nint other))
            Assert.Inconclusive($"{OtherUnwinder} is not installed");
        Assert.IsTrue(CatchFrame.IsReplaced(other));      // the one that is used is not this one
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void WithAnotherUnwinderPreloadedErrorsAreExceptionsAllTheSame(bool preloaded)
    {
        if (!NativeLibrary.TryLoad(OtherUnwinder, out _))
            Assert.Inconclusive($"{OtherUnwinder} is not installed");
        ChildProcess.Result child = ChildProcess.Run("grad-error", environment: ("LD_PRELOAD", preloaded ? OtherUnwinder : ""));
        CollectionAssert.AreEqual(new[] { "GraphFreed", preloaded ? "frame: no" : "frame: yes" }, child.Lines, child.ToString());
    }

    private static string? ThrowLengthError(string text)
    {
        nint copy = Marshal.StringToCoTaskMemUTF8(text);
        string? caught = Run(Export("_ZSt20__throw_length_errorPKc"), copy);
        Marshal.FreeCoTaskMem(copy);
        return caught;
    }

    private static string? Run(nint function, params ReadOnlySpan<long> arguments)
    {
        CatchFrame.Call call = new() { Function = function };
        arguments.CopyTo(new Span<long>(call.Arguments, arguments.Length));
        return CatchFrame.Run(&call);
    }

    private static nint Export(string name) => NativeLibrary.GetExport(s_standard, name);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Sum(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j) =>
        s_sum = unchecked(a + b + c + d + e + f + g + h + i + j);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Inner() => s_inner = ThrowLengthError("inner");
}
