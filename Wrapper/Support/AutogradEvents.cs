using System.Diagnostics.Tracing;
using System.Globalization;

namespace TorchBridge.Support;

/// <summary>
/// The library's decisions as events, which <c>dotnet-trace --providers TorchBridge-Autograd</c> shows: how many rows, columns or examples
/// are computed at once, and when a slower method replaces a faster one.
/// </summary>
[EventSource(Name = "TorchBridge-Autograd")]
internal sealed class AutogradEvents : EventSource
{
    public static AutogradEvents Log { get; } = new();

    /// <param name="api">The public name.</param>
    /// <param name="unit">What is computed: row, column or example.</param>
    /// <param name="reason">Why they are not batched.</param>
    [Event(1, Level = EventLevel.Informational, Message = "{0}: {1} by {1}, because {2}")]
    public void OneByOne(string api, string unit, string reason)
    {
        if (IsEnabled())
            WriteEvent(1, api, unit, reason);
    }

    /// <param name="api">The public name.</param>
    /// <param name="unit">What is computed.</param>
    /// <param name="size">How many at once.</param>
    [Event(2, Level = EventLevel.Verbose, Message = "{0}: {1}s in chunks of {2}")]
    public void InChunks(string api, string unit, string size)
    {
        if (IsEnabled())
            WriteEvent(2, api, unit, size);
    }

    /// <summary>The same. The text is made only if the event is enabled.</summary>
    [NonEvent]
    public void InChunks(string api, string unit, long size)
    {
        if (IsEnabled())
            InChunks(api, unit, size.ToString(CultureInfo.InvariantCulture));
    }

    /// <param name="api">The public name.</param>
    /// <param name="taken">The method that is used.</param>
    /// <param name="reason">Why the faster method is not used.</param>
    [Event(3, Level = EventLevel.Informational, Message = "{0}: {1}, because {2}")]
    public void OtherMode(string api, string taken, string reason)
    {
        if (IsEnabled())
            WriteEvent(3, api, taken, reason);
    }
}
