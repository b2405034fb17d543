using static TorchBridge.Tests.Programs.ProgramStep;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

internal static partial class ProgramOperations
{
    private static Dictionary<string, Func<Call, Tensor>> InPlace => new()
    {
        ["ip_T_add"] = OnClone((t, c) => t.transpose(c.D, c.Long("e")).add_(c.Y, Number(1))),
        ["ip_add"] = OnClone((t, c) => t.add_(c.Y, Number(1))),
        ["ip_addcmul"] = OnClone((t, c) => t.addcmul_(c.X, c.Y, Number(0.3))),
        ["ip_alias"] = c => Alias(c.X.clone()),
        ["ip_clamp"] = OnClone((t, _) => t.clamp_(Number(-0.5), Number(0.6))),
        ["ip_diag_fill"] = OnClone((t, c) => t.diagonal().add_(c.Y, Number(1))),
        ["ip_exp_chain"] = OnClone((t, c) => t.tanh_().exp_().mul_(c.X)),
        ["ip_fill"] = OnClone((t, c) => t.select(c.D, c.Long("n")).fill_(Number(0.5))),
        ["ip_index_add"] = OnClone((t, c) => t.index_add_(c.D, c.Index(), c.Y, Number(1))),
        ["ip_index_put"] = OnClone((t, c) => t.index_put_(c.Y, [c.Index()], c.Keep)),
        ["ip_masked"] = OnClone((t, c) => t.masked_fill_(c.X.gt(c.V), Number(0.2))),
        ["ip_mul"] = OnClone((t, c) => t.mul_(c.Y)),
        ["ip_narrow_add"] = OnClone((t, c) => t.narrow(c.D, c.Long("n"), c.Long("m")).add_(c.Y, Number(1))),
        ["ip_plainzeros"] = c => zeros(c.X.shape, float64).add_(c.X, Number(1)),
        ["ip_relu"] = OnClone((t, _) => t.relu_()),
        ["ip_scatter_add"] = OnClone((t, c) => t.scatter_add_(c.D, c.ShapedIndex, c.Y)),
        ["ip_select_copy"] = OnClone((t, c) => t.select(c.D, c.Long("n")).copy_(c.Y)),
        ["ip_select_mul"] = OnClone((t, c) => t.select(c.D, c.Long("n")).mul_(c.Y)),
        ["ip_sigmoid"] = OnClone((t, _) => t.sigmoid_()),
        ["ip_sin"] = OnClone((t, _) => t.sin_()),
        ["ip_sub_s"] = OnClone((t, _) => t.sub_(Number(0.3))),
        ["ip_tanh"] = OnClone((t, _) => t.tanh_()),
        ["ip_view_mul"] = OnClone((t, c) => t.view(-1).mul_(c.Y)),
        ["ip_zero"] = OnClone((t, c) => t.narrow(c.D, c.Long("n"), c.Long("m")).fill_(Number(0))),      // zero_ has no derivative here
        ["ip_zeroslike"] = c => zeros_like(c.X).add_(c.X, Number(1)).mul_(c.X),
    };

    /// <summary>A copy of the operand after the change.</summary>
    private static Func<Call, Tensor> OnClone(Action<Tensor, Call> change) => call =>
    {
        Tensor clone = call.X.clone();
        change(clone, call);
        return clone;
    };

    private static Tensor Alias(Tensor t)
    {
        Tensor view = t.unsqueeze(0);
        view.mul_(Number(2));
        t.add_(Number(1));
        return view.squeeze(0).mul(t);
    }
}
