using TorchBridge.Engine;

namespace TorchBridge.Operators;

/// <summary>A derivative for which there are two ways to compute it.</summary>
internal static class OtherRoute
{
    /// <summary>The first way; the second where the first would go through a backward pass a second time that LibTorch has wrong.</summary>
    /// <param name="there">Whether there is a second way.</param>
    /// <param name="first">The one that is taken.</param>
    /// <param name="second">The one instead.</param>
    public static TResult Where<TResult>(bool there, Func<TResult> first, Func<TResult> second)
    {
        try
        {
            return first();
        }
        catch (KnownFaultException wrong) when (there && wrong.Fault == Faults.SecondBackward)
        {
            return second();
        }
    }
}
