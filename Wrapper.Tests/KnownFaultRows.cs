namespace TorchBridge.Tests;

/// <summary>The result of TorchBridge where LibTorch is wrong.</summary>
internal enum Given
{
    /// <summary>The right number, by another way.</summary>
    Right,

    /// <summary>The right number, by a rule that TorchBridge has registered in the place of LibTorch's.</summary>
    Mended,

    /// <summary>An AutogradException that says what to do.</summary>
    Refused,

    /// <summary>LibTorch's number: the operation can't be seen.</summary>
    Wrong,
}

/// <summary>A row of docs/known-faults.md.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Call">The call that is wrong, by its name in ScenarioCatalogue.</param>
/// <param name="Off">By how much: a number, NaN, or "varies" where it depends on what lies in memory.</param>
/// <param name="Given">What TorchBridge gives.</param>
/// <param name="Instead">Another call that is right; in quotes another way to write the operation.</param>
internal sealed record KnownFaultRow(string Operation, string Call, string Off, Given Given, string Instead);

internal static class KnownFaultRows
{
    private const string Norm3 =
        "(x.reshape(3, 4) - x.reshape(3, 4).mean(1, keepdim=True)) / torch.sqrt(x.reshape(3, 4).var(1, unbiased=False, keepdim=True) + "
        + "1e-05)";

    private const string Norm0 =
        "(x.reshape(4, 3) - x.reshape(4, 3).mean(0, keepdim=True)) / torch.sqrt(x.reshape(4, 3).var(0, unbiased=False, keepdim=True) + "
        + "1e-05)";

    private const string LogCumSum = "torch.log(torch.cumsum(torch.exp(x), 0))";

    /// <summary>For each name the operation as TorchScript of a vector x, and how long that is; its value is taken flat.</summary>
    public static readonly Dictionary<string, (string Script, int Size, string? WrittenOut)> Operations = new()
    {
        ["cdist"] = ("torch.cdist(x.reshape(3, 2), torch.sin(torch.arange(8, dtype=7)).reshape(4, 2))", 6, null),
        ["linalg.lu_solve"] = ("torch.linalg_lu_solve(torch.linalg_lu_factor(x.reshape(2, 2))[0], torch.linalg_lu_factor(x.reshape(2, "
            + "2))[1], x.reshape(2, 2) + 1)", 4, null),
        ["det"] = ("torch.det(x.reshape(3, 3))", 9, null),
        ["det of the identity"] =
            ("torch.det(x.reshape(2, 2) + torch.eye(2, dtype=7) - torch.cos(torch.arange(4, dtype=7) * torch.arange(4, dtype=7) * 0.37 + "
            + "0.2).reshape(2, 2))", 4, null),
        ["slogdet, logdet"] = ("torch.slogdet(x.reshape(3, 3))[1]", 9, null),
        ["linalg.solve, tensorsolve"] = ("torch.linalg_solve(x.reshape(2, 2), x.reshape(2, 2) + 1)", 4, null),
        ["layer_norm"] = ("torch.layer_norm(x.reshape(3, 4), [4])", 12, Norm3),
        ["batch_norm, instance_norm"] = ("torch.batch_norm(x.reshape(4, 3), None, None, None, None, True, 0.1, 1e-5, False)", 12, Norm0),
        ["linalg.householder_product"] = ("torch.linalg_householder_product(x[0:6].reshape(3, 2), x[6:8])", 8, null),
        ["cumprod with a zero"] = ("torch.cumprod(x - torch.cos(torch.ones(1, dtype=7) * 0.37 + 0.2), 0)", 3, null),
        ["linalg.eigh"] = ("torch.linalg_eigh(x.reshape(2, 2) + x.reshape(2, 2).t())[1].pow(2)", 4, null),
        ["linalg.eig"] = ("torch.abs(torch.linalg_eigvals(x.reshape(3, 3)))", 9, null),
        ["logcumsumexp"] = ("torch.logcumsumexp(x, 0)", 3, LogCumSum),
        ["logcumsumexp, then amax"] = ("torch.amax(torch.logcumsumexp(x, 0), 0).pow(2)", 3, null),
        ["_weight_norm"] = ("torch._weight_norm(x[0:6].reshape(2, 3), x[6:8].reshape(2, 1), 0)", 8,
            "x[6:8].reshape(2, 1) * x[0:6].reshape(2, 3) / torch.linalg_vector_norm(x[0:6].reshape(2, 3), 2, [1], True)"),
        ["scatter_reduce(prod)"] = ("torch.scatter_reduce(x[0:3], 0, torch.remainder(torch.arange(3), 2), x[3:6], 'prod')", 6, null),
        ["cholesky_inverse"] = ("torch.cholesky_inverse(torch.tril(x.reshape(2, 2)) + 2 * torch.eye(2, dtype=7))", 4, null),
        ["cholesky_solve with a broadcast factor"] =
            ("torch.cholesky_solve(torch.ones(2, 2, dtype=7), torch.tril(x.reshape(2, 2, 2)) + 2 * torch.eye(2, dtype=7))", 8, null),
        ["soft_margin_loss in the target"] = ("torch.soft_margin_loss(torch.sin(torch.arange(3, dtype=7)), x)", 3,
            "torch.log1p(torch.exp(-x * torch.sin(torch.arange(3, dtype=7)))).mean()"),
        ["select_scatter"] = ("torch.select_scatter(torch.ones(2, 3, dtype=7), x, 0, 1)", 3,
            "torch.slice_scatter(torch.ones(2, 3, dtype=7), x.unsqueeze(0), 0, 1, 2)"),
    };

    public static readonly KnownFaultRow[] All =
    [
        new("cdist", "JacRev", "1", Given.Mended, ""),
        new("cdist", "Vmap(JacRev)", "1", Given.Mended, ""),
        new("cdist", "Vmap(VjpFn)", "2.7", Given.Mended, ""),
        new("cdist", "Grad with isGradsBatched", "2.7", Given.Mended, ""),
        new("linalg.lu_solve", "Vmap(JacRev)", "varies", Given.Right, ""),
        new("linalg.lu_solve", "Vmap(JacFwd)", "varies", Given.Wrong, "Vmap(JacRev)"),
        new("linalg.lu_solve", "Vmap(Hessian)", "varies", Given.Refused, "Vmap(JacRev(JacRev))"),
        new("det", "Vmap(JacFwd)", "varies", Given.Wrong, "Vmap(JacRev)"),
        new("det", "Vmap(Hessian)", "varies", Given.Right, ""),
        new("det", "JacRev(JacFwd)", "2.9", Given.Right, ""),
        new("det", "JacFwd(JacFwd)", "2.9", Given.Right, ""),
        new("det", "Grad(Jvp)", "5.2", Given.Right, ""),
        new("det", "Jvp(Jvp)", "8.9", Given.Right, ""),
        new("det", "Grad(Grad(Grad))", "NaN", Given.Refused, "Autograd.Grad three times"),
        new("det", "Jvp(Jvp(Grad))", "1.3E+03", Given.Refused, "Autograd.Grad three times"),
        new("det of the identity", "Hessian", "NaN", Given.Wrong, "Autograd.Hessian"),
        new("slogdet, logdet", "Vmap(JacFwd)", "varies", Given.Wrong, "Vmap(JacRev)"),
        new("slogdet, logdet", "Vmap(Hessian)", "varies", Given.Right, ""),
        new("slogdet, logdet", "JacRev(JacFwd)", "2.7", Given.Right, ""),
        new("slogdet, logdet", "JacFwd(JacFwd)", "2.7", Given.Right, ""),
        new("linalg.solve, tensorsolve", "Vmap(JacFwd)", "varies", Given.Wrong, "Vmap(JacRev)"),
        new("linalg.solve, tensorsolve", "Vmap(Hessian)", "varies", Given.Right, ""),
        new("linalg.solve, tensorsolve", "JacRev(JacFwd)", "13", Given.Right, ""),
        new("linalg.solve, tensorsolve", "JacFwd(JacFwd)", "13", Given.Right, ""),
        new("layer_norm", "JacRev(JacFwd)", "16", Given.Refused, "Hessian"),
        new("layer_norm", "JacFwd(JacFwd)", "16", Given.Refused, "Hessian"),
        new("layer_norm", "Grad(Jvp)", "9.2", Given.Refused, "Jvp(Grad)"),
        new("layer_norm", "Jvp(Jvp)", "3.2", Given.Refused, "written out"),
        new("layer_norm", "Grad(Grad(Grad))", "73", Given.Refused, "written out"),
        new("layer_norm", "Autograd.Grad three times", "73", Given.Wrong, "written out"),
        new("batch_norm, instance_norm", "JacRev(JacFwd)", "5.8E+02", Given.Refused, "Hessian"),
        new("batch_norm, instance_norm", "JacFwd(JacFwd)", "5.8E+02", Given.Refused, "Hessian"),
        new("batch_norm, instance_norm", "Grad(Grad(Grad))", "2E+04", Given.Refused, "written out"),
        new("batch_norm, instance_norm", "Autograd.Grad three times", "2E+04", Given.Wrong, "written out"),
        new("linalg.householder_product", "JacRev(JacFwd)", "31", Given.Right, ""),
        new("linalg.householder_product", "JacFwd(JacFwd)", "31", Given.Right, ""),
        new("cumprod with a zero", "JacRev(JacFwd)", "NaN", Given.Right, ""),
        new("cumprod with a zero", "JacFwd(JacFwd)", "0.81", Given.Right, ""),
        new("linalg.eigh", "JacRev(JacFwd)", "NaN", Given.Right, ""),
        new("linalg.eig", "Vmap(Hessian)", "varies", Given.Right, ""),
        new("logcumsumexp", "Autograd.Jvp", "NaN", Given.Right, ""),
        new("logcumsumexp", "Hvp", "NaN", Given.Right, ""),
        new("logcumsumexp", "Autograd.Grad three times", "NaN", Given.Wrong, "written out"),
        new("logcumsumexp, then amax", "Autograd.Hessian", "0.32", Given.Right, ""),
        new("logcumsumexp, then amax", "Vhp", "0.39", Given.Right, ""),
        new("logcumsumexp, then amax", "Grad(Grad)", "0.39", Given.Refused, "Jvp(Grad)"),
        new("logcumsumexp, then amax", "JacRev(JacRev)", "0.32", Given.Refused, "Hessian"),
        new("_weight_norm", "Autograd.Hessian", "0.67", Given.Refused, "written out"),
        new("_weight_norm", "JacRev(JacRev)", "0.67", Given.Refused, "written out"),
        new("_weight_norm", "Hvp", "0.89", Given.Refused, "written out"),
        new("scatter_reduce(prod)", "JacFwd", "1", Given.Wrong, "JacRev"),
        new("scatter_reduce(prod)", "Jvp", "2.3", Given.Wrong, "Autograd.Jvp"),
        new("scatter_reduce(prod)", "Linearize", "2.3", Given.Right, ""),
        new("scatter_reduce(prod)", "Hessian", "5.9", Given.Right, ""),
        new("cholesky_inverse", "JacFwd", "0.052", Given.Mended, ""),
        new("cholesky_inverse", "Jvp", "0.04", Given.Mended, ""),
        new("cholesky_inverse", "Linearize", "0.04", Given.Mended, ""),
        new("cholesky_inverse", "Hessian", "0.22", Given.Mended, ""),
        new("cholesky_solve with a broadcast factor", "JacFwd", "5.1", Given.Mended, ""),
        new("cholesky_solve with a broadcast factor", "Linearize", "3.9", Given.Mended, ""),
        new("soft_margin_loss in the target", "JacFwd", "0.16", Given.Wrong, "written out"),
        new("select_scatter", "Grad(Vmap)", "0.98", Given.Wrong, "written out"),
    ];
}
