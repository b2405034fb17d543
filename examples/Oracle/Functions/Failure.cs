using System.Runtime.InteropServices;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Functions;

/// <summary>Turns exceptions into the errors of answers.</summary>
internal static class Failure
{
    /// <summary>The error for an exception of the library or of LibTorch; null if the request is not the cause.</summary>
    public static OracleException? Translate(Exception exception) => exception switch
    {
        OracleException known => known,
        AutogradException e => new OracleException(ErrorCodes.Of(e.Kind), e.Message, e),
        ExternalException e => new OracleException(ErrorCode.OperatorFailed, NativeText.Sentence(e.Message), e),
        ArgumentException or InvalidOperationException or NotSupportedException or OverflowException =>
            new OracleException(ErrorCode.InvalidArgument, exception.Message, exception),
        OutOfMemoryException => new OracleException(ErrorCode.TooLarge, "there is not enough memory for it", exception),
        _ => null,
    };
}
