using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>Replaces a second backward pass that LibTorch computes wrongly by forward mode.</summary>
internal static class OtherRoute
{
    /// <summary>Computes a derivative in a first way, or in a second way if the first is refused for its second backward pass.</summary>
    /// <param name="there">Whether the second way may be used.</param>
    /// <param name="first">The usual way.</param>
    /// <param name="second">The way in forward mode.</param>
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

    /// <summary>Computes the derivative in forward mode. If that stops, throws the refusal of the first way.</summary>
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
