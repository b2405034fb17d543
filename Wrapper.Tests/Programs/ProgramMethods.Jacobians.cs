using static TorchBridge.JacobianStrategy;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

internal static partial class ProgramMethods
{
    public static IEnumerable<ProgramMethod> Jacobians()
    {
        yield return Jacobian("jac_rev", "jac_rev", vectorize: false);
        yield return Jacobian("jac_auto", "jac_rev");
        yield return Jacobian("jac_create", "jac_rev", createGraph: true);
        yield return Jacobian("jac_rev_vec", "jac_rev_vec", vectorize: true);
        yield return Jacobian("jac_rev_chunk2", "jac_rev_vec", vectorize: true, chunkSize: 2);
        yield return Jacobian("jac_fwd_auto", "jac_fwd_vec", ForwardMode);
        yield return Jacobian("jac_fwd_loop", "jac_fwd_vec", ForwardMode, vectorize: false);
        yield return Jacobian("jac_fwd_vec", "jac_fwd_vec", ForwardMode, vectorize: true);
        yield return Jacobian("jac_fwd_chunk2", "jac_fwd_vec", ForwardMode, vectorize: true, chunkSize: 2);
        yield return new("jacrev", p => JacRev(p.Outputs, p)(p.Inputs)[0], d => d.Jacobian);
        yield return new("jacrev_chunk3", p => JacRev(p.Outputs, p, 3)(p.Inputs)[0], d => d.Jacobian, "jacrev");
        yield return new("jacfwd", p => JacFwd(p.Outputs, p)(p.Inputs)[0], d => d.Jacobian);
        yield return new("jacfwd_chunk2", p => JacFwd(p.Outputs, p, 2)(p.Inputs)[0], d => d.Jacobian, "jacfwd");
    }

    public static IEnumerable<ProgramMethod> Hessians()
    {
        yield return Hessian("hess", "hess", vectorize: false);
        yield return Hessian("hess_auto", "hess");
        yield return Hessian("hess_vec", "hess_vec", vectorize: true);
        yield return Hessian("hess_fwd_auto", "hess_fwd", ForwardMode);
        yield return Hessian("hess_fwd", "hess_fwd", ForwardMode, vectorize: true);
        yield return Hessian("hess_fwd_loop", "hess_fwd", ForwardMode, vectorize: false);
        yield return new("func_hess", p => Flat(Transforms.Hessian(p.Loss, p.All)(p.Inputs)), d => d.Hessian);
        yield return new("jacfwd_jacrev", p => Flat(JacFwd(x => JacRev(p.Losses, p)(x)[0], p)(p.Inputs)), d => d.Hessian, "func_hess");
        yield return new("jacrev_jacrev", p => Flat(JacRev(x => JacRev(p.Losses, p)(x)[0], p)(p.Inputs)), d => d.Hessian);
        yield return new("jacrev_jacfwd", p => Flat(JacRev(x => JacFwd(p.Losses, p)(x)[0], p)(p.Inputs)), d => d.Hessian);
        yield return new("jacfwd_jacfwd", p => Flat(JacFwd(x => JacFwd(p.Losses, p)(x)[0], p)(p.Inputs)), d => d.Hessian);
    }

    private static ProgramMethod Jacobian(
        string name, string recorded, JacobianStrategy strategy = ReverseMode, bool? vectorize = null, int? chunkSize = null,
        bool createGraph = false) =>
        new(name, p => Autograd.Jacobian(p.Output, p.Inputs, createGraph, strict: false, vectorize, strategy, chunkSize), d => d.Jacobian,
            recorded);

    private static ProgramMethod Hessian(string name, string recorded, JacobianStrategy outer = ReverseMode, bool? vectorize = null) =>
        new(name, p => Flat(Autograd.Hessian(p.Loss, p.Inputs, vectorize: vectorize, outerStrategy: outer)), d => d.Hessian, recorded);

    private static Func<Tensor[], Tensor[][]> JacRev(Func<Tensor[], Tensor[]> function, RandomProgram p, int? chunkSize = null) =>
        Transforms.JacRev(function, p.All, chunkSize);

    private static Func<Tensor[], Tensor[][]> JacFwd(Func<Tensor[], Tensor[]> function, RandomProgram p, int? chunkSize = null) =>
        Transforms.JacFwd(function, p.All, chunkSize: chunkSize);
}
