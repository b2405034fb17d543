using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

[TestClass]
public sealed class NativeRuntimeTests
{
    [TestMethod]
    public void DiagnoseTellsWhatIsLoaded()
    {
        NativeRuntimeReport report = NativeRuntime.Diagnose();
        Assert.IsTrue(report.IsLoaded);
        Assert.AreEqual("0.107.0", report.TorchSharpVersion);
        Assert.AreEqual("2.10.0", report.LibTorchVersion);
        Assert.IsNull(report.Failure);
        Assert.IsNull(report.Remedy);
        Assert.IsTrue(report.Capabilities.FunctionTransforms && report.Capabilities.ForwardMode && report.Capabilities.Graph);
        foreach (string part in new[] { "LibTorchSharp", "torch_cpu", "c10" })
            Assert.IsTrue(report.Libraries.Any(library => library.Name.Contains(part, StringComparison.Ordinal)
                && File.Exists(library.Path)), $"{part} in\n{report}");
        StringAssert.Contains(report.ToString(), "LibTorch 2.10.0");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void TheUncorrectedLibraryIsCorrectedInMemory()
    {
        using var folder = new ProgramFolder();
        folder.AddNatives();
        File.Copy(BuildFacts.PublishedLibrary, folder.Native("libLibTorchSharp.so"));
        ChildProcess.Result child = ChildProcess.Run("diagnose", folder.Path);
        Assert.AreEqual("gradient 6", child.Lines[^1], child.ToString());
        if (!NativeLibrary.TryLoad(BuildFacts.PublishedLibrary, out _))
            StringAssert.Contains(child.Output, "(corrected in memory)");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AVersionThatIsReallyNeededIsNotHidden()
    {
        using var folder = new ProgramFolder();
        folder.AddNatives();
        byte[] image = File.ReadAllBytes(BuildFacts.PublishedLibrary);
        byte[] needed = Encoding.ASCII.GetBytes("GLIBCXX_3.4.30"), missing = Encoding.ASCII.GetBytes("GLIBCXX_3.9.99");
        missing.CopyTo(image.AsSpan(image.AsSpan().IndexOf(needed)));
        File.WriteAllBytes(folder.Native("libLibTorchSharp.so"), image);
        ChildProcess.Result child = ChildProcess.Run("diagnose", folder.Path);
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        StringAssert.Contains(child.Output, "failure: ");
        StringAssert.Contains(child.Output, "version `GLIBCXX_3.9.99' not found");
        StringAssert.Contains(child.Output,
            "remedy: This system's C and C++ libraries are older than LibTorch needs: GLIBCXX_3.9.99 is missing.");
        Assert.DoesNotContain("doesn't contain a reference", child.Output + child.Error);
    }

    /// <summary>A build's output that was copied, and whose obj folder or package cache is gone.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("libLibTorchSharp.so")]
    [DataRow("libtorch_cpu.so")]
    public void ALinkThatLeadsNowhereIsReported(string library)
    {
        using var folder = new ProgramFolder();
        folder.AddNatives();
        File.Copy(BuildFacts.PublishedLibrary, folder.Native("libLibTorchSharp.so"));
        File.Delete(folder.Native(library));
        File.CreateSymbolicLink(folder.Native(library), Path.Combine(folder.Path, "gone", library));
        ChildProcess.Result child = ChildProcess.Run("diagnose", folder.Path);
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        StringAssert.Contains(child.Output, "LibTorch not loaded");
        StringAssert.Contains(child.Output,
            $"{library} points to {Path.Combine(folder.Path, "gone", library)}, which does not exist. Rebuild the program. To move a "
                + "program, "
            + $"publish it (dotnet publish)");
        ChildProcess.Result calls = ChildProcess.Run("first-calls", folder.Path);
        Assert.HasCount(4, calls.Lines, calls.ToString());
        foreach (string line in calls.Lines)
            StringAssert.Matches(line, new Regex("^DllNotFoundException: .*remedy: .*publish it"));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(0)]
    [DataRow(100)]
    public void WhatIsLeftOfALibraryIsReported(int bytes)
    {
        using var folder = new ProgramFolder();
        folder.AddNatives();
        File.WriteAllBytes(folder.Native("libLibTorchSharp.so"), File.ReadAllBytes(BuildFacts.PublishedLibrary)[..bytes]);
        ChildProcess.Result child = ChildProcess.Run("diagnose", folder.Path);
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        StringAssert.Contains(child.Output, "remedy: ");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void WithoutLibTorchTheRemedyNamesTheBundles()
    {
        using var folder = new ProgramFolder();
        ChildProcess.Result child = ChildProcess.Run("diagnose", folder.Path);
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        StringAssert.Contains(child.Output, "LibTorch not loaded");
        StringAssert.Contains(child.Output,
            "remedy: LibTorch itself was not found. Reference one bundle from the program's project: TorchSharp-cpu 0.107.0");
        Assert.DoesNotContain("doesn't contain a reference", child.Output + child.Error);
    }

    [TestMethod]
    [DataRow("libfoo.so: version `GLIBC_2.99' not found (required by x)", "GLIBC_2.99 is missing")]
    [DataRow("libLibTorchSharp.so: version `GLIBCXX_3.4.32' not found", "TorchBridgeFixNativeLoad")]
    [DataRow("libnuma.so.1: cannot open shared object file: No such file or directory", "the system library libnuma.so.1")]
    [DataRow("Error loading shared library ld-musl-x86_64.so.1", "musl")]
    [DataRow("something nobody has seen", "the native files of TorchSharp and of one LibTorch bundle")]
    public void EveryReasonHasARemedy(string failure, string remedy) => StringAssert.Contains(LoadReport.Remedy(failure), remedy);

    [TestMethod]
    [DataRow("C:\\program\\torch_cpu.dll", false, "Visual C++ runtime 14.40 or newer")]
    [DataRow("C:\\program\\torch_cpu.dll", true, "Visual C++ runtime 14.40 or newer")]
    [DataRow(null, true, "Reference libtorch-cpu-win-arm64")]
    [DataRow(null, false, "Reference one bundle")]
    public void AMissingLibTorchHasTheRemedyOfItsPlatform(string? file, bool isWindowsOnArm, string remedy) =>
        StringAssert.Contains(LoadReport.RemedyWithoutLibTorch(file, isWindowsOnArm), remedy);

    [TestMethod]
    public void AnUntestedPlatformIsNamedWithItsSwitch()
    {
        const string sentence = "Not tried here; set TorchBridge.UntriedPlatform.";
        StringAssert.EndsWith(new NativeCapabilities(false, true, false, false, false, false, "no reason", sentence).ToString(),
            $"direct grad: no, hooks: no, distributed: no (no reason). {sentence}");
        Assert.IsTrue(Platform.IsTried && Platform.IsTriedOrWanted && !Switches.UntriedPlatform);
    }

    /// <summary>This program without its native files, in a folder of its own.</summary>
    private sealed class ProgramFolder : IDisposable
    {
        private readonly string _natives;

        public ProgramFolder()
        {
            Path = Directory.CreateTempSubdirectory("torchbridge-").FullName;
            _natives = System.IO.Path.Combine(Path, "runtimes", "linux-x64", "native");
            Directory.CreateDirectory(_natives);
            foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory)
                .Where(f => f.EndsWith(".dll", StringComparison.Ordinal) || f.EndsWith(".json", StringComparison.Ordinal)))
                File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        }

        public string Path { get; }

        public string Native(string name) => System.IO.Path.Combine(_natives, name);

        /// <summary>LibTorch, but not TorchSharp's own library.</summary>
        public void AddNatives()
        {
            foreach (string file in Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64",
                "native")).Where(f => !f.Contains("LibTorchSharp", StringComparison.Ordinal)))
                File.CreateSymbolicLink(Native(System.IO.Path.GetFileName(file)), file);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
