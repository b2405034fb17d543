using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of functional.json in C#, one part for each group of categories.</summary>
internal static partial class FunctionalCases
{
    private const string CompileTime = "no such program compiles in C#: the type says that it takes, or gives, tensors";

    /// <summary>Cases without a translation, each with the reason.</summary>
    public static readonly Dictionary<string, string> LeftOut = new()
    {
        ["jac_forward_without_vectorize"] = ColumnByColumn,
        ["hess_forward_without_vectorize"] = ColumnByColumn,
        ["hess_two_outputs"] = CompileTime,
        ["output_number"] = CompileTime,
        ["output_tuple_with_number"] = CompileTime,
        ["input_number"] = CompileTime,
        ["empty_loop"] = AccidentOfTheLoop,
        ["empty_vectorized"] = AccidentOfTheLoop,
        ["input_list"] = "any list of tensors will do in C#, where there is no difference between a list and a tuple",
    };

    private const string ColumnByColumn = "PyTorch has no loop over columns; here vectorize: false is one, and its result is compared (JacobianTests, HessianTests)";

    private const string AccidentOfTheLoop = "PyTorch's loop fails by accident; here an empty input or output gives an empty result of the right shape (JacobianTests)";

    /// <summary>The x that most snippets begin with.</summary>
    private static Tensor X => Vector(0.5, -1, 2);

    /// <summary>In memory of LibTorch's own, which is aligned; an array's is not.</summary>
    private static Tensor Vector(params double[] values) => tensor(values).clone();

    private static Tensor Leaf(params double[] values) => Vector(values).requires_grad_();

    private static Tensor Ones(params long[] shape) => ones(shape, float64);

    private static Tensor Complex(double[] real, double[] imaginary) => complex(tensor(real), tensor(imaginary));

    private static Tensor Z => Complex([1, -0.5], [2, 1]);
}
