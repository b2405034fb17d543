namespace TorchBridge.Oracle.Corpus.Specs;

internal static partial class SpecTable
{
    public const string Binary = """
        add | x[2,3] y[2,3] | add(x, y)
        add_broadcast | x[2,1] y[3] | add(x, y)
        add_alpha | x[2,3] y[2,3] | add(x, y, alpha=2.5)
        add_scalar | x[2,3] | add(x, 2.5)
        sub | x[2,3] y[2,3] | sub(x, y)
        sub_broadcast | x[3] y[2,3] | sub(x, y)
        rsub | x[2,3] | rsub(x, 1.0)
        mul | x[2,3] y[2,3] | mul(x, y)
        mul_broadcast | x[2,1] y[3] | mul(x, y)
        mul_broadcast_lead | x[4,1,3] y[2,1] | mul(x, y)
        mul_0d | x[2,3] y[] | mul(x, y)
        mul_scalar | x[2,3] | mul(x, 2.5)
        div | x[2,3] y[2,3]:pos | div(x, y)
        div_broadcast | x[2,3] y[2,1]:pos | div(x, y)
        div_scalar | x[2,3] | div(x, 4.0)
        remainder | x[2,3]*5 y[2,3]:above1 | remainder(x, y)
        fmod | x[2,3]*5 y[2,3]:above1 | fmod(x, y)
        pow_scalar | x[2,3]:pos | pow(x, 2.5)
        pow_cube | x[2,3] | pow(x, 3)
        pow_tensor | x[2,3]:pos y[2,3] | pow(x, y)
        pow_scalar_base | x[2,3] | pow(2.5, x)
        float_power | x[2,3] | float_power(x, 2)
        atan2 | x[2,3] y[2,3] | atan2(x, y)
        hypot | x[2,3] y[2,3] | hypot(x, y)
        maximum | x[2,3] y[2,3] | maximum(x, y)
        minimum | x[2,3] y[2,3] | minimum(x, y)
        fmax | x[2,3] y[2,3] | fmax(x, y)
        fmin | x[2,3] y[2,3] | fmin(x, y)
        logaddexp | x[2,3] y[2,3] | logaddexp(x, y) | Normalizer
        logaddexp2 | x[2,3] y[2,3] | logaddexp2(x, y) | Normalizer
        addcmul | x[2,3] y[2,3] z[3] | addcmul(x, y, z, value=0.5)
        addcdiv | x[2,3] y[2,3] z[3]:pos | addcdiv(x, y, z, value=0.5)
        copysign | x[2,3] y[2,3] | copysign(x, y)
        xlogy | x[2,3] y[2,3]:pos | xlogy(x, y)
        special_xlog1py | x[2,3] y[2,3] | special_xlog1py(x, y)
        ldexp | x[2,3] y[2,3] | ldexp(x, y)
        lerp | x[2,3] y[2,3] w[2,3] | lerp(x, y, w)
        lerp_scalar | x[2,3] y[2,3] | lerp(x, y, 0.3)
        dist | x[2,3] y[2,3] | dist(x, y, 2)
        where | x[2,3] y[2,3] | where(x > 0, x * y, y)
        where_mask | m[2,3]:bool x[2,3] y[2,3] | where(m, x, y)
        clamp | x[2,3] | clamp(x, -0.35, 0.45)
        clamp_min | x[2,3] | clamp_min(x, 0.07)
        clamp_max | x[2,3] | clamp_max(x, 0.25)
        clamp_tensor | x[2,3]*3 y[2,3]:neg z[2,3]:pos | clamp(x, y, z)
        """;

    public const string BinaryEdges = """
        mul/same | x[2,3] | mul(x, x)
        add/same | x[2,3] | add(x, x) | LinearZeroHessian: x + x is linear
        div/same | x[2,3]:pos | div(x, x) | Cancellation: the derivative of x / x is 0
        sub/same | x[2,3] | sub(x, x) | LinearZeroHessian: the derivative of x - x is 0
        maximum/ties | x={1,2,3} y={1,2,0} | maximum(x, y) | Tie: LibTorch gives each of two equal arguments half
        minimum/ties | x={1,2,3} y={1,2,0} | minimum(x, y) | Tie: LibTorch gives each of two equal arguments half
        clamp/bound | x={-0.5,0.5,0.1} | clamp(x, -0.5, 0.5) | Kink: at a bound the value still passes, with slope 1 in LibTorch
        pow/zero_exponent | x={0,1,-2} | pow(x, 0) | LinearZeroHessian: constant 1, with slope 0 at 0 too
        pow/square_at_zero | x={0,1,-2} | pow(x, 2)
        mul/zero_dim | x[] y[] | mul(x, y)
        mul/empty | x[0,3] y[3] | mul(x, y)
        mul/broadcast_3 | x[1,1,1] y[2,3,2] | mul(x, y)
        add/broadcast_0d | x[] y[2,3] | add(x, y)
        div/broadcast_den | x[2,3] y[]:pos | div(x, y)
        where/untaken | x={1,2,-3} | where(x > 0, sqrt(clamp_min(x, 0.01)), x) | NaNPropagation: the branch that is not taken must not spoil the gradient
        """;

    public const string Reduction = """
        sum | x[2,3] | sum(x)
        sum_dim | x[2,3] | sum(x, [1])
        sum_dims_keepdim | x[2,2,3] | sum(x, [0, 2], True)
        mean | x[2,3] | mean(x)
        mean_dim | x[2,3] | mean(x, [-1], True)
        nansum | x[2,3] | nansum(x)
        nanmean | x[2,3] | nanmean(x)
        prod | x[2,3] | prod(x)
        prod_dim | x[2,3] | prod(x, 1)
        var | x[2,3] | var(x)
        var_dim | x[2,3] | var(x, [1], correction=0)
        std | x[2,3] | std(x)
        std_dim | x[2,3] | std(x, [0], correction=1, keepdim=True)
        var_mean | x[2,3] | var_mean(x, [1])
        std_mean | x[2,3] | std_mean(x, [1])
        logsumexp | x[2,3] | logsumexp(x, [1]) | Normalizer
        norm_p | x[2,3] | norm(x, 2.0, [1])
        linalg_vector_norm | x[2,3] | linalg_vector_norm(x)
        linalg_vector_norm_1 | x[2,3] | linalg_vector_norm(x, 1)
        linalg_vector_norm_3 | x[2,3] | linalg_vector_norm(x, 3, [1])
        linalg_matrix_norm | x[2,3] | linalg_matrix_norm(x)
        linalg_matrix_norm_nuc | x[3,2] | linalg_matrix_norm(x, "nuc")
        max | x[2,3] | max(x)
        max_dim | x[2,3] | max(x, 1)[0]
        min | x[2,3] | min(x)
        min_dim | x[2,3] | min(x, 0, True)[0]
        amax | x[2,3] | amax(x, [0, 1])
        amin | x[2,3] | amin(x, [1])
        median | x[5] | median(x)
        median_dim | x[2,3] | median(x, 1)[0]
        nanmedian | x[5] | nanmedian(x)
        mode | x[2,3] | mode(x)[0]
        kthvalue | x[2,4] | kthvalue(x, 2)[0]
        cumsum | x[2,3] | cumsum(x, 1)
        cumprod | x[2,3] | cumprod(x, 1)
        logcumsumexp | x[2,3] | logcumsumexp(x, 1) | Normalizer
        cummax | x[2,4] | cummax(x, 1)[0]
        cummin | x[2,4] | cummin(x, 1)[0]
        trace | x[2,3] | trace(x)
        trapezoid | y[4] x[4] | trapezoid(y, x)
        cumulative_trapezoid | y[4] | cumulative_trapezoid(y, dx=0.5)
        diff | x[2,4] | diff(x)
        cov | x[2,4] | cov(x)
        corrcoef | x[2,4] | corrcoef(x)
        renorm | x[2,3] | renorm(x, 2, 0, 0.5)
        """;

    public const string ReductionEdges = """
        sum/empty | x[0,3] | sum(x)
        sum/zero_dim | x[] | sum(x)
        sum/empty_dim | x[2,0] | sum(x, [1])
        prod/zero | x={{2,0,3}} | prod(x, 1) | Cancellation: with one zero only that element has a slope; prod / x is 0 / 0
        prod_all/zero | x={2,0,3} | prod(x) | Cancellation: with one zero only that element has a slope; prod / x is 0 / 0
        prod/zeros | x={{0,0,3}} | prod(x, 1) | Cancellation: with two zeros no element has a slope
        cumprod/zero | x={2,0,3,4} | cumprod(x, 0) | Cancellation: cumprod / x is 0 / 0
        max/ties | x={1,3,3,2} | max(x) | Tie: LibTorch shares the gradient among equal maxima
        min/ties | x={1,1,3,2} | min(x) | Tie: LibTorch shares the gradient among equal minima
        amax/ties | x={1,3,3,2} | amax(x, [0]) | Tie: shared among equal maxima
        max_dim/ties | x={{1,3,3}} | max(x, 1)[0] | Tie: with a dimension, LibTorch gives all to the index that it returns
        mean/one | x[1] | mean(x)
        var/shift | x={1000.1,1000.2,1000.4} | var(x) | Cancellation: a large mean
        logsumexp/large | x={1000,1001,999} | logsumexp(x, [0]) | Normalizer Saturated: the largest must be taken off before exp
        nansum/nan | x={1,"NaN",2} | nansum(x) | NaNPropagation: a NaN counts as 0, with slope 0
        linalg_vector_norm/345 | x={3,4} | linalg_vector_norm(x)
        """;
}
