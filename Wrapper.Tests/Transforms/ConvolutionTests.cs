using System.Runtime.InteropServices;
using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests;

/// <summary>
/// Convolutions and their like whose lists have one number for all dimensions, as TorchSharp passes them on, inside transforms. LibTorch's
/// own rule adds the bias along another dimension then.
/// </summary>
[TestClass]
public sealed class ConvolutionTests : TransformTest
{
    private static readonly long[] s_two = [2], s_one = [1];

    private static readonly Sample[] s_convolutions =
    [
        new("conv1d", x => [F.conv1d(x[0], x[1], x[2])], [2, 2, 4], [2, 2, 2], [2]),
        new("conv2d", x => [F.conv2d(x[0], x[1], x[2])], [2, 1, 3, 3], [2, 1, 2, 2], [2]),
        new("conv2d of one example", x => [F.conv2d(x[0], x[1], x[2])], [1, 3, 3], [2, 1, 2, 2], [2]),
        new("conv2d, stride 2", x => [F.conv2d(x[0], x[1], x[2], strides: s_two, padding: s_one)], [1, 1, 3, 3], [2, 1, 2, 2], [2]),
        new("conv2d, dilation 2", x => [F.conv2d(x[0], x[1], x[2], dilation: s_two)], [1, 1, 3, 4], [2, 1, 2, 2], [2]),
        new("conv2d, other numbers", x => [F.conv2d(x[0], x[1], x[2], [2, 1], [0, 1], [1, 2])], [1, 1, 3, 3], [2, 1, 2, 2], [2]),
        new("conv2d, groups", x => [F.conv2d(x[0], x[1], x[2], groups: 2)], [1, 2, 2, 3], [2, 1, 2, 2], [2]),
        new("conv3d", x => [F.conv3d(x[0], x[1], x[2])], [1, 1, 2, 2, 3], [2, 1, 1, 2, 2], [2]),
        new("conv3d of one example", x => [F.conv3d(x[0], x[1], x[2], padding: s_one)], [1, 1, 2, 1], [2, 1, 2, 2, 2], [2]),
        new("conv2d_padding, valid", x => [F.conv2d_padding(x[0], x[1], x[2])], [1, 1, 3, 3], [2, 1, 2, 2], [2]),
        new("conv2d_padding, same", x => [F.conv2d_padding(x[0], x[1], x[2], padding: Padding.Same)], [1, 1, 3, 2], [2, 1, 2, 3], [2]),
        new("conv3d_padding, same", x => [F.conv3d_padding(x[0], x[1], x[2], padding: Padding.Same)], [1, 1, 2, 2, 2],
            [2, 1, 1, 2, 2], [2]),
        new("conv_transpose1d", x => [F.conv_transpose1d(x[0], x[1], x[2], 2)], [1, 1, 2], [1, 2, 2], [2]),
        new("conv_transpose2d", x => [F.conv_transpose2d(x[0], x[1], x[2])], [1, 1, 2, 2], [1, 2, 2, 2], [2]),
        new("conv_transpose2d, stride 2", x => [F.conv_transpose2d(x[0], x[1], x[2], s_two, s_one, s_one, s_one)], [1, 1, 2, 2],
            [1, 2, 2, 2], [2]),
        new("conv_transpose3d, stride 2", x => [F.conv_transpose3d(x[0], x[1], x[2], s_two)], [1, 1, 2, 1], [1, 2, 1, 2, 2], [2]),
    ];

    private static readonly Sample[] s_others =
    [
        new("avg_pool2d", x => [F.avg_pool2d(x[0], s_two, s_one, s_one)], [1, 2, 3, 3]),
        new("avg_pool3d", x => [F.avg_pool3d(x[0], s_two, s_one, s_one)], [1, 1, 2, 3, 2]),
        new("max_pool2d", x => [F.max_pool2d(x[0], s_two, s_one, s_one, s_one)], [1, 2, 3, 3]),
        new("max_pool3d", x => [F.max_pool3d(x[0], s_two, s_one, s_one, s_one)], [1, 1, 2, 3, 2]),
        new("adaptive_avg_pool2d", x => [F.adaptive_avg_pool2d(x[0], 2)], [1, 2, 3, 3]),
        new("unfold", x => [F.unfold(x[0], 2)], [1, 2, 3, 3]),
        new("fold", x => [F.fold(x[0], 3, 2)], [1, 4, 4]),
        new("interpolate", x => [F.interpolate(x[0], scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: true)],
            [1, 2, 2, 2]),
        new("pad", x => [F.pad(x[0], [1, 1, 0, 1], PaddingModes.Reflect)], [1, 2, 3, 3]),
    ];

    private static readonly string[] s_calls =
    [
        "JacFwd", "Vmap(JacFwd)", "Grad(Vmap)", "Jvp", "Hessian", "Vmap(Hessian)", "JacRev(JacFwd)", "JacFwd(JacFwd)",
            "Vmap(JacRev(JacRev))",
        "Grad with isGradsBatched", "Autograd.Jacobian", "Autograd.Hessian",
    ];

    public static IEnumerable<object[]> Convolutions => s_convolutions.Select(sample => new object[] { sample.Name });

    public static IEnumerable<object[]> Names => s_convolutions.Concat(s_others).Select(sample => new object[] { sample.Name });

    /// <summary>With every choice of what is a batch and what is not.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ABatchIsALoop(string name)
    {
        Sample sample = Named(name);
        Tensor[][] examples = [.. Enumerable.Range(0, 3).Select(sample.Inputs)];
        int inputs = examples[0].Length;
        for (int chosen = 1; chosen < 1 << inputs; chosen++)
        {
            bool IsBatch(int j) => (chosen >> j & 1) != 0;
            Tensor Input(int i, int j) => examples[IsBatch(j) ? i : 0][j];
            Tensor[] batch = [.. Enumerable.Range(0, inputs).Select(j => IsBatch(j) ? stack(examples.Select(each => each[j]))
                : examples[0][j])];
            Tensor loop = stack(Enumerable.Range(0, 3).Select(i =>
                sample.Function([.. Enumerable.Range(0, inputs).Select(j => Input(i, j))])[0]));
            int?[] inDims = [.. Enumerable.Range(0, inputs).Select(j => IsBatch(j) ? 0 : (int?)null)];
            Numeric.AssertClose($"{name} {chosen}", loop, Transforms.Vmap(sample.Function, inDims)(batch)[0], 1e-12, 1e-12);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void DerivativesAreThoseOfDifferences(string name)
    {
        Setting setting = SweepTests.Flat(Named(name));
        foreach (string call in s_calls)
            Assert.IsTrue(ScenarioCatalogue.Named(call).IsRight(setting), $"{call} of {name}");
    }

    [TestMethod]
    [DynamicData(nameof(Convolutions))]
    public void ABatchOfBatchesIsALoop(string name)
    {
        Sample sample = Named(name);
        Tensor[][] examples = [.. Enumerable.Range(0, 4).Select(sample.Inputs)];
        Tensor[] batch = [.. Enumerable.Range(0, 3).Select(j => stack(examples.Select(each => each[j])).unflatten(0, 2, 2))];
        Tensor loop = stack(examples.Select(each => sample.Function(each)[0])).unflatten(0, 2, 2);
        Numeric.AssertClose(name, loop, Transforms.Vmap(Transforms.Vmap(sample.Function))(batch)[0], 1e-12, 1e-12);
    }

    /// <summary>The graph of a convolution that was recorded outside of any transform keeps the list of one number.</summary>
    [TestMethod]
    [DynamicData(nameof(Convolutions))]
    public void ASecondBackwardPassTakesABatchOfGradients(string name)
    {
        Sample sample = Named(name);
        Tensor[] inputs = [.. sample.Inputs(7).Select(input => input.requires_grad_())];
        Tensor y = sample.Function(inputs)[0];
        Tensor[] first = [.. Autograd.Grad([(y * y * y).sum()], inputs, createGraph: true).Select(gradient => gradient!)];
        Tensor[] cotangents = [.. first.Select((gradient, i) =>
            (arange(2 * gradient.numel(), dtype: float64) + i).cos().reshape([2, .. gradient.shape]))];
        Tensor?[] batch = Autograd.Grad(first, inputs, cotangents, retainGraph: true, isGradsBatched: true);
        for (int row = 0; row < 2; row++)
        {
            Tensor?[] one = Autograd.Grad(first, inputs, [.. cotangents.Select(cotangent => cotangent[row])], retainGraph: true);
            for (int j = 0; j < 3; j++)
                Numeric.AssertClose($"{name} {row} {j}", one[j]!, batch[j]![row], 1e-11, 1e-11);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ComplexNumbersAreRight(bool transposed)
    {
        Tensor Wave(double phase, params long[] shape) =>
            polar(ones(shape, float64), (arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float64) * 0.7 + phase).reshape(shape));
        Tensor x = Wave(0.1, 3, 1, 2, 3, 3), weight = Wave(0.5, 3, 2, 2, 2, 2), bias = Wave(0.9, 3, 2);
        Tensor Function(Tensor[] each) => transposed
            ? F.conv_transpose2d(each[0], each[1], each[2], s_two)
            : F.conv2d(each[0], each[1], each[2], s_two);
        Tensor Loss(Tensor[] each)
        {
            Tensor y = Function(each);
            return (y * y.conj()).real.sum();
        }
        Tensor[] Example(int i) => [x[i], weight[i], bias[i]];
        Numeric.AssertClose("value", view_as_real(stack(Enumerable.Range(0, 3).Select(i => Function(Example(i))))),
            view_as_real(Transforms.Vmap(each => [Function(each)])([x, weight, bias])[0]), 1e-12, 1e-12);
        Tensor[] gradients = Transforms.Vmap(Transforms.Grad(Loss, 0, 1, 2))([x, weight, bias]);
        for (int i = 0; i < 3; i++)
        {
            Tensor[] leaves = [.. Example(i).Select(part => part.detach().requires_grad_())];
            Tensor?[] expected = Autograd.Grad([Loss(leaves)], leaves);
            for (int j = 0; j < 3; j++)
                Numeric.AssertClose($"gradient {i} {j}", view_as_real(expected[j]!), view_as_real(gradients[j][i]), 1e-12, 1e-12);
        }
    }

    public static IEnumerable<object[]> Mistakes => s_mistakes.Keys.Select(phrase => new object[] { phrase });

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_mistakes = new()
    {
        ["Given groups=1, weight of size [2, 3, 2, 2], expected input[2, 1, 3, 3] to have 3 channels, but got 1 channels instead"] = x =>
            F.conv2d(x, Weight(2, 3, 2, 2)),
        ["expected stride to be a single integer value or a list of 2 values to match the convolution dimensions, but got stride=[1, 1, "
            + "1]"] =
            x => F.conv2d(x, Weight(2, 1, 2, 2), strides: [1, 1, 1]),
        ["Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3, 3]"] = x =>
            F.conv2d(x[0, 0], Weight(2, 1, 2, 2)),
        ["Input type (float64) and bias type (float32) should be the same"] = x => F.conv2d(x, Weight(2, 1, 2, 2), ones(2)),
        ["Calculated padded input size per channel: (3 x 3). Kernel size: (4 x 4). Kernel size can't be greater than actual input size"] =
            x => F.conv2d(x, Weight(2, 1, 4, 4)),
        ["non-positive stride is not supported"] = x => F.conv2d(x, Weight(2, 1, 2, 2), strides: [0]),
        ["padding='same' is not supported for strided convolutions"] = x =>
            F.conv2d_padding(x, Weight(2, 1, 2, 2), null, s_two, Padding.Same),
        ["output padding must be smaller than either stride or dilation"] =
            x => F.conv_transpose2d(x, Weight(1, 2, 2, 2), output_padding: s_one),
        ["Arithmetic operation resulted in an overflow"] = x => F.conv2d(x, Weight(2, 1, 2, 2), strides: [1L << 40]),
    };

    [TestMethod]
    [DynamicData(nameof(Mistakes))]
    public void AMistakeIsAnExceptionThatSaysWhy(string phrase)
    {
        Tensor x = ones([2, 1, 1, 3, 3], float64);
        string message = Assert.ThrowsExactly<ExternalException>(() => Transforms.Vmap(s_mistakes[phrase])(x)).Message;
        StringAssert.StartsWith(message, phrase);
        Assert.IsFalse(message.Contains("TorchScript", StringComparison.Ordinal), message);
    }

    [TestMethod]
    public void NothingIsKept()
    {
        Tensor x = ones([2, 1, 3, 3], float64), weight = Weight(2, 1, 2, 2), bias = ones([2, 2], float64);
        Func<Tensor[], Tensor[]> right = Transforms.Vmap(each => [F.conv2d_padding(each[0], each[1], each[2])], [0, null, 0]),
            wrong = Transforms.Vmap(each => [F.conv2d(each[0], each[1], each[2], strides: [1, 1, 1])], [0, null, 0]);
        Leak.AssertNone("conv2d", 300, () =>
        {
            using var scope = NewDisposeScope();
            right([x, weight, bias]);
        }, 2 * Leak.Megabyte);
        long live = Live.Tensors();
        for (int i = 0; i < 20; i++)
            Assert.ThrowsExactly<ExternalException>(() => wrong([x, weight, bias]));
        Assert.AreEqual(live, Live.Tensors());
    }

    private static Tensor Weight(params long[] shape) => ones(shape, float64);

    private static Sample Named(string name) => s_convolutions.Concat(s_others).Single(sample => sample.Name == name);
}
