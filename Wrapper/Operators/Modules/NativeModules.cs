using TorchSharp.Modules;

namespace TorchBridge.Operators.Modules;

/// <summary>Modules of TorchSharp whose native code keeps its own tensors, and which have a call to replace them.</summary>
internal static class NativeModules
{
    /// <summary>The call that passes the current tensor of a parameter object to native code; null if there is no such call.</summary>
    public static Action? Give(nn.Module module, string name, Tensor tensor) =>
        tensor is Parameter parameter ? Give(module, name, parameter) : null;

    private static Action? Give(nn.Module module, string name, Parameter parameter) => (module, name) switch
    {
        (Embedding each, "weight") => () => each.weight = parameter,
        (EmbeddingBag each, "weight") => () => each.weight = parameter,
        (RNNCell each, "weight_ih") => () => each.weight_ih = parameter,
        (RNNCell each, "weight_hh") => () => each.weight_hh = parameter,
        (RNNCell each, "bias_ih") => () => each.bias_ih = parameter,
        (RNNCell each, "bias_hh") => () => each.bias_hh = parameter,
        (GRUCell each, "weight_ih") => () => each.weight_ih = parameter,
        (GRUCell each, "weight_hh") => () => each.weight_hh = parameter,
        (GRUCell each, "bias_ih") => () => each.bias_ih = parameter,
        (GRUCell each, "bias_hh") => () => each.bias_hh = parameter,
        (LSTMCell each, "weight_ih") => () => each.weight_ih = parameter,
        (LSTMCell each, "weight_hh") => () => each.weight_hh = parameter,
        (LSTMCell each, "bias_ih") => () => each.bias_ih = parameter,
        (LSTMCell each, "bias_hh") => () => each.bias_hh = parameter,
        _ => null,
    };
}
