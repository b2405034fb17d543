using System.Globalization;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>
/// A computation in pieces needs memory for its result and for one piece, for any number of pieces. The peak resident memory is measured.
/// </summary>
[TestClass]
public sealed class ChunkMemoryTests
{
    /// <summary>Additional memory of the allocator and the runtime.</summary>
    private const long Slack = 10 << 20;

    public static IEnumerable<object[]> Quick => ChunkMemory.Quick.Select(name => new object[] { name });

    public static IEnumerable<object[]> Others => ChunkMemory.Others.Select(name => new object[] { name });

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DynamicData(nameof(Quick))]
    public void PeakMemoryIsTheResultsAndOnePieces(string name) => Measure(name);

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [TestCategory("Soak")]
    [DynamicData(nameof(Others))]
    public void PeakMemoryIsTheResultsAndOnePiecesElsewhere(string name) => Measure(name);

    private static void Measure(string name)
    {
        // With a fixed threshold, freed memory above it is returned to the system. By default the allocator keeps some memory, also after a
        // plain loop.
        ChildProcess.Result child = ChildProcess.Run("chunk-memory", environment: ("MALLOC_MMAP_THRESHOLD_", "65536"), arguments: [name]);
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        var bytes = child.Lines.Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
        long limit = (long)(1.3 * (bytes["result"] + bytes["piece"])) + Slack;
        Assert.IsLessThan(limit, bytes["chunked"],
            $"{bytes["chunked"] >> 20} MB, but the result takes {bytes["result"] >> 20} and a piece {bytes["piece"] >> 20}");
        Assert.IsGreaterThan(limit, bytes["unchunked"],
            $"{bytes["unchunked"] >> 20} MB: many pieces at once should take more than the limit of {limit >> 20}");
    }
}
