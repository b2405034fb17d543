
namespace TorchBridge.Oracle.Cases;

/// <summary>The first place where an answer is not what was expected.</summary>
/// <param name="Path">Which part of the answer: <c>vjp.x</c>.</param>
/// <param name="Index">Which element of it: <c>[1, 0]</c>; empty when the whole part is wrong.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Got">What is there.</param>
/// <param name="Distance">How far apart the two are, where that can be said of numbers.</param>
internal sealed record Mismatch(string Path, string Index, string Expected, string Got, string? Distance)
{
    public override string ToString() => $"{Path}{Index}: expected {Expected}, got {Got}{(Distance is null ? "" : $" ({Distance})")}";
}
