using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>Custom functions that several tests use.</summary>
internal static class Functions
{
    public static Tensor Cube(Tensor x) => CustomFunction.Apply(
        (context, inputs) =>
        {
            context.SaveForBackward(inputs[0]);
            return [inputs[0].pow(3)];
        },
        (context, gradients) => [gradients[0]! * context.SavedTensors[0].pow(2) * 3],
        x)[0];

    /// <summary>The identity, whose backward runs an action.</summary>
    public static Tensor OnBackward(Tensor x, Action action) => CustomFunction.Apply(
        (_, inputs) => [inputs[0]],
        (_, gradients) =>
        {
            action();
            return gradients;
        },
        x)[0];
}
