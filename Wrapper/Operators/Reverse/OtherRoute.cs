using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>Uses forward mode instead of a second backward pass that LibTorch computes wrongly.</summary>
internal static class OtherRoute
{
    /// <summary>
    /// Computes a derivative by the first method, or by the second one if the first is refused because of its second backward pass.
    /// </summary>
    /// <param name="there">Whether the second method may be used.</param>
    /// <param name="first">The usual method.</param>
    /// <param name="second">The method in forward mode.</param>
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

    /// <summary>
    /// Computes the derivative in forward mode. If forward mode can't continue, the refusal of the first method is thrown.
    /// </summary>
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
