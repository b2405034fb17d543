namespace TorchBridge.Support.Drawing;

/// <summary>A box of a picture.</summary>
/// <param name="Title">The first line.</param>
/// <param name="Details">The second line; null for none.</param>
/// <param name="IsLeaf">Whether it has corners, as leaves have. Operations are round.</param>
internal sealed record Box(string Title, string? Details, bool IsLeaf);
