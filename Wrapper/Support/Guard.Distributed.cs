using System.Diagnostics.CodeAnalysis;

namespace TorchBridge.Support;

internal static partial class Guard
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    /// <summary>Checks that a string is not null.</summary>
    public static void Text([NotNull] string? text, string api, string parameter)
    {
        if (text is null)
            throw ArgumentMessages.NoText(api, parameter);
    }

    /// <summary>Checks that a module is not null.</summary>
    public static void Module([NotNull] nn.Module? module, string api, string parameter)
    {
        if (module is null)
            throw ArgumentMessages.NoModule(api, parameter);
    }

    /// <summary>Checks a timeout, which LibTorch counts in milliseconds.</summary>
    public static void Timeout(TimeSpan timeout, string api, string parameter)
    {
        if (timeout <= TimeSpan.Zero || timeout > s_longest)
            throw ArgumentMessages.TimeoutOutOfRange(api, parameter, timeout);
    }
}
