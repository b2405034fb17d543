using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Category per_sample.</summary>
internal static partial class FuncCases
{
    private static Tensor FourSamples => tensor(new[,] { { 1.0, -0.5, 2 }, { 0.3, 0.8, -1.2 }, { 0, 1, 0.5 }, { -1, 0.25, 0.75 } });

    /// <summary>PyTorch's own initial values for seed 1, as the golden file has them.</summary>
    private static Dictionary<string, Tensor> Parameters => new()
    {
        ["l1.weight"] = tensor(new[,] { { -0.507, -0.318, -0.307 }, { -0.373, 0.065, -0.451 }, { -0.045, 0.241, 0.092 },
            { -0.004, 0.012, -0.197 } }),
        ["l1.bias"] = tensor([0.252, -0.133, -0.474, -0.442]),
        ["l2.weight"] = tensor(new[,] { { 0.14, -0.303, 0.012, 0.212 }, { 0.425, 0.5, 0.393, 0.377 } }),
        ["l2.bias"] = tensor([0.345, -0.346]),
    };

    private sealed class Mlp : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _first = nn.Linear(3, 4, dtype: float64), _second = nn.Linear(4, 2, dtype: float64);

        public Mlp() : base(nameof(Mlp))
        {
            register_module("l1", _first);
            register_module("l2", _second);
            using var noGrad = no_grad();
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in named_parameters())
                parameter.copy_(Parameters[name]);
        }

        public TorchSharp.Modules.Parameter LastBias => _second.bias!;

        public override Tensor forward(Tensor input) => _second.forward(_first.forward(input).tanh());
    }

    [Case("per_sample_grad_and_value")]
    private static void PerSampleGradAndValue(Record r)
    {
        using var module = new Mlp();
        Func<IReadOnlyDictionary<string, Tensor>, Tensor, Tensor, Tensor> loss = (parameters, x, t) =>
            nn.functional.cross_entropy(FunctionalCall(module, parameters, x), t);
        (IReadOnlyDictionary<string, Tensor> gradients, Tensor losses) = Vmap(GradAndValue(loss), inDims: (null, 0, 0), chunkSize: 3)(
            Parameters, FourSamples, tensor([0L, 1, 1, 0]));
        (r["losses"], r["l2.bias"]) = (losses, gradients["l2.bias"]);
        r["norms"] = stack(gradients.Values.Select(g => g.flatten(1).norm(1)).ToArray()).norm(0);
    }

    [Case("functional_call")]
    private static void FunctionalCallCase(Record r)
    {
        using var module = new Mlp();
        r["own"] = module.call(FourSamples);
        r["doubled"] = FunctionalCall(module, Parameters.ToDictionary(p => p.Key, p => p.Value * 2), FourSamples);
        r["partly"] = FunctionalCall(module, new Dictionary<string, Tensor> { ["l2.bias"] = tensor([10.0, 20]) }, FourSamples);
        r["own_again"] = module.call(FourSamples);
    }

    [Case("functional_call_unknown_key")]
    private static void FunctionalCallUnknownKey(Record r)
    {
        using var module = new Mlp();
        r["r"] = FunctionalCall(module, new Dictionary<string, Tensor> { ["nope"] = zeros(1) }, FourSamples);
    }

    // PyTorch names its own class MLP.
    [Case("functional_call_strict", Throws = typeof(ArgumentException), Message = "Error(s) in reparametrizing for Mlp:")]
    private static void FunctionalCallStrict(Record r)
    {
        using var module = new Mlp();
        FunctionalCall(module, new Dictionary<string, Tensor> { ["nope"] = zeros(1) }, FourSamples, strict: true);
    }

    [Case("functional_call_grad")]
    private static void FunctionalCallGrad(Record r)
    {
        using var module = new Mlp();
        Dictionary<string, Tensor> parameters = Parameters.ToDictionary(p => p.Key, p => p.Value.requires_grad_());
        FunctionalCall(module, parameters, FourSamples).sum().Backward();
        (r["l2.bias"], r["module_grad"]) = (parameters["l2.bias"].grad, module.LastBias.grad);
    }

    [Case("input_hessian")]
    private static void InputHessian(Record r)
    {
        using var module = new Mlp();
        Dictionary<string, Tensor> parameters = Parameters;
        r["h"] = Vmap(Hessian((Tensor x) => FunctionalCall(module, parameters, x).logsumexp(0)))(FourSamples);
    }
}
