#if !NET9_0_OR_GREATER
namespace System.Runtime.CompilerServices;

/// <summary>Which overload the compiler takes where several fit. .NET 8 does not have it; the compiler knows it by its name.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    public int Priority => priority;
}
#endif
