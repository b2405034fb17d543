using System.Runtime.InteropServices;

namespace TorchBridge.Tests.Tools;

/// <summary>A test of something that real Windows does and Wine does not.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NotUnderWineAttribute : ConditionBaseAttribute
{
    public NotUnderWineAttribute(string reason)
        : base(ConditionMode.Include) => IgnoreMessage = $"Not under Wine: {reason}";

    public override string GroupName => nameof(NotUnderWineAttribute);

    public override bool IsConditionMet => !Wine.IsHere;
}

internal static class Wine
{
    public const string EndingByException = "a process that ends by an exception hangs there";

    public const string ThrowingThreads = "Wine 8 ends or hangs where several threads throw C++ exceptions at once";

    /// <summary>Whether this Windows is Wine, which says so in its ntdll.</summary>
    public static bool IsHere { get; } = OperatingSystem.IsWindows()
        && NativeLibrary.TryLoad("ntdll", out nint library) && NativeLibrary.TryGetExport(library, "wine_get_version", out _);
}
