namespace TorchBridge.Tests.Golden;

/// <summary>Cases of the golden files that the tests leave out or that have other results here, each with the reason.</summary>
internal static class LeftOut
{
    private const string PythonOnly = "asks the node object of Python's grad_fn, which has no counterpart in C#";

    private const string OtherHooks = "a hook on nodes, on saved tensors or after accumulation, which the library does not offer";

    private const string TorchSharpsSetter = "the error is made by Python's setter; TorchSharp's sets what it is given";

    private const string Typed = "passes or returns something that is not a tensor, which C#'s compiler refuses";

    private const string CompileTime = "no such program compiles in C#: the type says that it takes, or gives, tensors";

    private const string ColumnByColumn =
        "PyTorch has no loop over columns; here vectorize: false is one, and its result is compared (JacobianTests, HessianTests)";

    private const string AccidentOfTheLoop =
        "PyTorch's loop fails by accident; here an empty input or output gives an empty result of the right shape (JacobianTests)";

    /// <summary>Cases without a translation, by file and id.</summary>
    public static readonly Dictionary<string, string> Cases = new()
    {
        ["backward: saved_result_after_free"] = PythonOnly,
        ["backward: version_counter"] = "reads _version, which TorchSharp does not offer",
        ["backward: requires_grad_false_nonleaf"] = TorchSharpsSetter,
        ["backward: assign_wrong_shape"] = TorchSharpsSetter,
        ["backward: assign_wrong_dtype"] = TorchSharpsSetter,
        ["backward: assign_self"] = TorchSharpsSetter,
        ["backward: hook_remove"] = "a hook stays: the tensor before it has none",
        ["backward: post_accumulate_grad_hook"] = OtherHooks,
        ["backward: post_accumulate_on_nonleaf"] = OtherHooks,
        ["backward: node_hook"] = OtherHooks,
        ["backward: node_prehook"] = OtherHooks,
        ["backward: saved_tensors_hooks"] = OtherHooks,
        ["backward: custom_once_differentiable"] = "once_differentiable is a decorator of Python's",

        ["forward_ad: set_fwd_grad_disabled"] = "a private switch of PyTorch's, which the library does not offer",
        ["forward_ad: unpack_outside"] = "UnpackDual is a method of the level, so there is always one",
        ["forward_ad: custom_function_with_jvp"] = "CustomFunction has no jvp to give",

        ["func: nontensor_with_dim"] = Typed,
        ["func: output_number"] = Typed,
        ["func: grad_tuple_output"] = Typed,
        ["func: jacfwd_nontensor_output"] = Typed,
        ["func: requires_grad_inside"] =
            "the error is made by Python's setter; TorchSharp's sets what it is given, and the gradient is right",

        ["functional: jac_forward_without_vectorize"] = ColumnByColumn,
        ["functional: hess_forward_without_vectorize"] = ColumnByColumn,
        ["functional: hess_two_outputs"] = CompileTime,
        ["functional: output_number"] = CompileTime,
        ["functional: output_tuple_with_number"] = CompileTime,
        ["functional: input_number"] = CompileTime,
        ["functional: empty_loop"] = AccidentOfTheLoop,
        ["functional: empty_vectorized"] = AccidentOfTheLoop,
        ["functional: input_list"] = "any list of tensors will do in C#, where there is no difference between a list and a tuple",

        ["grad: materialize_allow_unused_false"] =
            "allowUnused is a bool here: false is what it is when it is left out, and then it is allowed by materializeGrads",
        ["grad: number"] = "a number instead of a tensor does not compile",

        ["gradcheck: defaults"] = "a dictionary of Python's parameters; GradCheckDefaultsTests compares those that C# has",
    };

    /// <summary>Operators without a second derivative, which a jvp by two backward passes and a second gradient check need.</summary>
    public static readonly string[] NotTwice = ["hardsigmoid", "aminmax", "cdist", "pdist", "ctc_loss"];

    /// <summary>
    /// Cases at a kink, a tie, a NaN or an infinite slope, where the two backward passes of a jvp have another result than the recorded
    /// forward mode: another subgradient, NaN from 0 times infinity, or a padding row that backward skips.
    /// </summary>
    public static readonly string[] OtherChoice =
    [
        "sinc zero", "pow_tensor zero_base", "atan2 zero", "maximum nan", "minimum nan", "fmax ties", "mean empty", "std constant",
        "embedding_padding base", "det singular", "binary_cross_entropy ends",
    ];

    /// <summary>
    /// LibTorch's forward mode itself lacks the derivative (scatter_reduce with prod), or has a derivative where backward has none (a
    /// padding row).
    /// </summary>
    public static readonly string[] OtherInForwardMode = ["scatter_reduce_prod", "embedding_padding"];

    /// <summary>
    /// Operators whose backward has no forward derivative in LibTorch, or one of the wrong shape, and none in PyTorch's Python code.
    /// </summary>
    public static readonly string[] NotForwardOverReverse = ["masked_scatter"];

    /// <summary>LibTorch's forward mode is wrong here, and a gradient check reports it.</summary>
    public static readonly string[] WrongInForwardMode = ["scatter_reduce_prod"];

    /// <summary>Cases where LibTorch 2.10 has another result than the recorded 2.6. The case has a note about it.</summary>
    public static readonly Dictionary<string, string> Since26 = new()
    {
        ["hardswish kinks vjp"] = """[{ "dtype": "float64", "shape": [2], "data": [0, -0.393] }]""",
        ["hardswish kinks jvp"] = """[{ "dtype": "float64", "shape": [2], "data": [0, 0.281] }]""",
        ["atan2 zero vjp"] =
            """[{ "dtype": "float64", "shape": [2], "data": [0, 0.393] }, { "dtype": "float64", "shape": [2], "data": [0, 0] }]""",
    };
}
