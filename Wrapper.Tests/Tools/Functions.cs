using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>Custom functions that several tests use.</summary>
internal static class Functions
{
    /// <summary>x³. It holds its Scalar, as a function that several threads call has to.</summary>
    public static Tensor Cube(Tensor x) => CustomFunction.Apply(
        (context, inputs) =>
        {
            context.SaveForBackward(inputs[0]);
            return [inputs[0] * inputs[0] * inputs[0]];
        },
        (context, gradients) =>
        {
            using Scalar three = 3.0;
            Tensor saved = context.SavedTensors[0];
            return [gradients[0]! * (saved * saved).mul(three)];
        },
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
