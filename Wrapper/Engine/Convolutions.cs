using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Convolutions inside a transform. A stride of one number means the same stride in each dimension. PyTorch's Python code expands it to one
/// number for each dimension, but TorchSharp does not. LibTorch's batching rule takes the number of dimensions from the number of strides,
/// so it then adds the bias along a wrong dimension. The kernels here expand the lists.
/// </summary>
internal static class Convolutions
{
    /// <summary>
    /// Registers all of them at the dispatch key that every operation inside a transform passes first. False if that failed.
    /// </summary>
    public static bool Register() => StableValues.IsSupported && KernelLibrary.Register("FuncTorchDynamicLayerFrontMode",
        ("conv2d", call => Plain(call, "conv2d", 2)),
        ("conv3d", call => Plain(call, "conv3d", 3)),
        ("conv2d.padding", call => WithMode(call, "conv2d", 2)),
        ("conv3d.padding", call => WithMode(call, "conv3d", 3)),
        ("conv_transpose2d.input", call => Transposed(call, "conv_transpose2d", 2)),
        ("conv_transpose3d.input", call => Transposed(call, "conv_transpose3d", 3)));

    private static void Plain(KernelCall call, string name, int dimensions)
    {
        (Tensor x, Tensor weight, Tensor? bias) = (call.Tensor(0), call.Tensor(1), call.OptionalTensor(2));
        (long[] stride, long[] padding, long[] dilation, long groups) = (call.Ints(3), call.Ints(4), call.Ints(5), call.Int(6));
        stride = Each(stride, nameof(stride), dimensions);
        padding = Each(padding, nameof(padding), dimensions);
        dilation = Each(dilation, nameof(dilation), dimensions);
        call.Return(Convolved(name, dimensions, x, weight, bias, (x, weight, bias) => ConvolutionScript.Convolution(x, weight, bias,
            stride, padding, dilation, transposed: false, new long[dimensions], groups)));
    }

    private static void WithMode(KernelCall call, string name, int dimensions)
    {
        (Tensor x, Tensor weight, Tensor? bias) = (call.Tensor(0), call.Tensor(1), call.OptionalTensor(2));
        (long[] stride, string padding, long[] dilation, long groups) = (call.Ints(3), call.Text(4), call.Ints(5), call.Int(6));
        stride = Each(stride, nameof(stride), dimensions);
        dilation = Each(dilation, nameof(dilation), dimensions);
        if (padding is not ("same" or "valid"))
            throw new ArgumentException($"Invalid padding string: '{padding}'");
        call.Return(Convolved(name, dimensions, x, weight, bias, (x, weight, bias) => ConvolutionScript.WithMode(x, weight, bias,
            stride, padding == "same", dilation, groups)));
    }

    private static void Transposed(KernelCall call, string name, int dimensions)
    {
        (Tensor x, Tensor weight, Tensor? bias) = (call.Tensor(0), call.Tensor(1), call.OptionalTensor(2));
        (long[] stride, long[] padding, long[] outputPadding) = (call.Ints(3), call.Ints(4), call.Ints(5));
        (long groups, long[] dilation) = (call.Int(6), call.Ints(7));
        stride = Each(stride, nameof(stride), dimensions);
        padding = Each(padding, nameof(padding), dimensions);
        outputPadding = Each(outputPadding, "output_padding", dimensions);
        dilation = Each(dilation, nameof(dilation), dimensions);
        call.Return(Convolved(name, dimensions, x, weight, bias, (x, weight, bias) => ConvolutionScript.Convolution(x, weight, bias,
            stride, padding, dilation, transposed: true, outputPadding, groups)));
    }

    /// <summary>One number for each dimension.</summary>
    private static long[] Each(long[] list, string name, int dimensions)
    {
        if (list.Length == dimensions)
            return list;
        if (list.Length != 1)
            throw new ArgumentException($"expected {name} to be a single integer value or a list of {dimensions} values to match the "
                + $"convolution dimensions, but got {name}=[{string.Join(", ", list)}]");
        var each = new long[dimensions];
        Array.Fill(each, list[0]);
        return each;
    }

    /// <summary>
    /// Does what LibTorch's own functions do around a convolution: one example becomes a batch of one, and a complex convolution is
    /// computed with real ones.
    /// </summary>
    private static Tensor Convolved(string name, int dimensions, Tensor x, Tensor weight, Tensor? bias,
        Func<Tensor, Tensor, Tensor?, Tensor> convolve)
    {
        if (bias is not null && bias.dtype != x.dtype)
            throw new ArgumentException(
                $"Input type ({Describe.Type(x.dtype)}) and bias type ({Describe.Type(bias.dtype)}) should be the same");
        bool alone = x.dim() == dimensions + 1;
        if (!alone && x.dim() != dimensions + 2)
            throw new ArgumentException($"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input to {name}, but got "
                + $"input of size: {Describe.Shape(x)}");
        Tensor batch = alone ? x.unsqueeze(0) : x;
        Tensor y = x.is_complex() ? Complex(batch, weight, bias, convolve) : convolve(batch, weight, bias);
        return alone ? y.squeeze(0) : y;
    }

    /// <summary>With a = Re x * Re w, b = Im x * Im w, c = (Re x + Im x) * (Re w + Im w): x * w = a - b + i (c - a - b).</summary>
    private static Tensor Complex(Tensor x, Tensor weight, Tensor? bias, Func<Tensor, Tensor, Tensor?, Tensor> convolve)
    {
        (Tensor xr, Tensor xi, Tensor wr, Tensor wi) = (x.real, x.imag, weight.real, weight.imag);
        (Tensor? br, Tensor? bi) = (bias?.real, bias?.imag);
        Tensor a = convolve(xr, wr, br), minusB = convolve(xi, wi, null).neg();
        Tensor c = convolve(Sum(xr, xi), Sum(wr, wi), br is null ? null : Sum(br, bi!));
        return complex(Sum(a, minusB), Sum(Sum(c, a.neg()), minusB));

        static Tensor Sum(Tensor one, Tensor other) => one.add(other, Scalars.One);
    }
}
