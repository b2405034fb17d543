using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>Forward mode in the place of a second backward pass that LibTorch has wrong.</summary>
internal static class OtherRoute
{
    /// <summary>The first way to compute a derivative; the second where the first is refused for its second backward pass.</summary>
    /// <param name="there">Whether there is a second way.</param>
    /// <param name="first">The one that is taken.</param>
    /// <param name="second">The one instead, in forward mode.</param>
    public static TResult Where<TResult>(bool there, Func<TResult> first, Func<TResult> second)
    {
        try
        {
            return first();
        }
        catch (KnownFaultException wrong) when (there && wrong.Fault == Faults.SecondBackward)
        {
            return Instead(wrong, second);
        }
    }

    /// <summary>The way in forward mode; where that stops, the refusal of the other one.</summary>
    public static TResult Instead<TResult>(KnownFaultException refusal, Func<TResult> second)
    {
        try
        {
            return second();
        }
        catch (Exception e) when (EngineError.StopsForwardMode(e.Message))
        {
            throw refusal;
        }
    }
}
