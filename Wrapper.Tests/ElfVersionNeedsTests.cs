using System.Text;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ElfVersionNeedsTests
{
    [TestMethod]
    public void OneBitOfTorchSharpsLibraryChanges()
    {
        byte[] published = File.ReadAllBytes(BuildFacts.PublishedLibrary);
        byte[] corrected = [.. published];
        CollectionAssert.AreEqual(new[] { "GLIBCXX_3.4.32" }, ElfVersionNeeds.RelaxUnused(corrected));
        int[] changed = [.. Enumerable.Range(0, published.Length).Where(i => published[i] != corrected[i])];
        Assert.HasCount(1, changed);
        Assert.AreEqual(2, published[changed[0]] ^ corrected[changed[0]]);
    }

    [TestMethod]
    public void ACorrectedLibraryNeedsNoCorrection()
    {
        byte[] image = File.ReadAllBytes(BuildFacts.PublishedLibrary);
        ElfVersionNeeds.RelaxUnused(image);
        byte[] before = [.. image];
        Assert.IsEmpty(ElfVersionNeeds.RelaxUnused(image));
        CollectionAssert.AreEqual(before, image);
    }

    [TestMethod]
    [DataRow("libc10.so")]
    [DataRow("libtorch.so")]
    public void AnotherLibraryIsLeftAsItIs(string name)
    {
        byte[] image = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", name));
        byte[] before = [.. image];
        Assert.IsEmpty(ElfVersionNeeds.RelaxUnused(image));
        CollectionAssert.AreEqual(before, image);
    }

    [TestMethod]
    public void TheBuildUsesTheCorrectedCopyAndLeavesThePackageAlone()
    {
        byte[] expected = File.ReadAllBytes(BuildFacts.PublishedLibrary);
        Assert.HasCount(1, ElfVersionNeeds.RelaxUnused(expected), "the package itself must stay uncorrected");
        CollectionAssert.AreEqual(expected,
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so")));
    }

    [TestMethod]
    public void WhatIsNoElfLibraryIsLeftAsItIs()
    {
        Assert.IsEmpty(ElfVersionNeeds.RelaxUnused([]));
        Assert.IsEmpty(ElfVersionNeeds.RelaxUnused(Encoding.ASCII.GetBytes(new string('x', 1000))));
    }
}
