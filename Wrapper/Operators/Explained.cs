using System.Runtime.InteropServices;
using TorchBridge.Engine;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>Calls of functions that are transformed.</summary>
internal static class Explained
{
    /// <summary>The function's result. Where an operation in it does not suit the transform and there is another that does, the error says so.</summary>
    public static T Call<T>(string api, Func<Tensor[], T> func, Tensor[] arguments)
    {
        try
        {
            return func(arguments);
        }
        catch (ExternalException native) when (EngineError.IsLimitOfTransforms(native.Message))
        {
            throw EngineError.Translate(api, native);
        }
    }
}
