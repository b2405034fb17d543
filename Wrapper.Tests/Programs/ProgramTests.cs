using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Programs;

/// <summary>
/// 150 random programs of 10 to 80 operations, in every way to differentiate them, against PyTorch 2.6's answers. One that differs runs
/// alone by <c>TORCHBRIDGE_PROGRAMS=91 TORCHBRIDGE_METHOD=func_hess dotnet Wrapper.Tests.dll --child programs</c>.
/// </summary>
[TestClass]
public sealed class ProgramTests
{
    /// <summary>Small ones with operations in place, views, logcumsumexp and cdist, and some of the known differences.</summary>
    private static readonly int[] s_few = [24, 43, 51, 131, 154];

    [TestMethod]
    public void AFewProgramsDifferFromPyTorchAsListed()
    {
        string[] unexpected = [.. ProgramRun.Unexpected(s_few.Contains)];
        Assert.IsEmpty(unexpected, string.Join('\n', unexpected));
    }

    [TestMethod]
    [TestCategory("Soak")]
    [DataRow("0-50")]
    [DataRow("51-101")]
    [DataRow("102-154")]
    public void AllProgramsDifferFromPyTorchAsListed(string ids)
    {
        ChildProcess.Result child = ChildProcess.Run("programs", environment: (ProgramRun.Programs, ids));
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        Assert.AreEqual("end", child.Output.Trim(), child.Output);
    }

    [TestMethod]
    public void EveryOperationIsInAProgramAndEveryMethodHasANameOfItsOwn()
    {
        string[] used = [.. RandomProgram.Load(_ => true).SelectMany(program => program.Operations).Distinct().Order()];
        CollectionAssert.AreEqual(ProgramOperations.All.Keys.Order().ToArray(), used);
        Assert.HasCount(ProgramMethod.All.Length, ProgramMethod.All.Select(method => method.Name).Distinct().ToArray());
    }

    /// <summary>The list is about programs and methods that exist, and gives each a single reason.</summary>
    [TestMethod]
    public void TheListNamesProgramsAndMethodsOnce()
    {
        (int, string)[] listed = [.. KnownDifferences.All];
        CollectionAssert.AllItemsAreUnique(listed);
        int[] programs = [.. RandomProgram.Load(_ => true).Select(program => program.Id)];
        string[] methods = [.. ProgramMethod.All.Select(method => method.Name)];
        Assert.IsEmpty(listed.Where(each => !programs.Contains(each.Item1) || !methods.Contains(each.Item2)));
        Assert.HasCount(150, programs);
    }
}
