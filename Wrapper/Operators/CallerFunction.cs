using System.Runtime.InteropServices;
using TorchBridge.Engine;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>Calls of the caller's functions inside transforms.</summary>
internal static class CallerFunction
{
    /// <summary>
    /// The function's result. Modes that the function switches are switched back. Where an operation in it does not suit the transform and another one does, the error says so.
    /// </summary>
    public static T Call<T>(string api, Func<Tensor[], T> func, Tensor[] arguments)
    {
        using var modes = new KeptModes();
        try
        {
            return func(arguments);
        }
        catch (ExternalException native) when (EngineError.IsLimitOfTransforms(native.Message))
        {
            throw EngineError.WithWayAround(api, native);
        }
    }
}
