namespace TorchBridge.Oracle.Corpus.Specs;

/// <summary>What the corpus is made of. A line: id | inputs | formula | flags and a comment (see <see cref="Spec"/>).</summary>
internal static partial class SpecTable
{
    public const string Unary = """
        abs | x[2,3] | abs(x)
        neg | x[2,3] | neg(x)
        exp | x[2,3] | exp(x)
        exp2 | x[2,3] | exp2(x)
        expm1 | x[2,3] | expm1(x)
        log | x[2,3]:pos | log(x)
        log2 | x[2,3]:pos | log2(x)
        log10 | x[2,3]:pos | log10(x)
        log1p | x[2,3] | log1p(x)
        sqrt | x[2,3]:pos | sqrt(x)
        rsqrt | x[2,3]:pos | rsqrt(x)
        square | x[2,3] | square(x)
        reciprocal | x[2,3]:pos | reciprocal(x)
        sin | x[2,3] | sin(x)
        cos | x[2,3] | cos(x)
        tan | x[2,3] | tan(x)
        asin | x[2,3] | asin(x)
        acos | x[2,3] | acos(x)
        atan | x[2,3] | atan(x)
        sinh | x[2,3] | sinh(x)
        cosh | x[2,3] | cosh(x)
        tanh | x[2,3] | tanh(x)
        asinh | x[2,3] | asinh(x)
        acosh | x[2,3]:above1 | acosh(x)
        atanh | x[2,3] | atanh(x)
        erf | x[2,3] | erf(x)
        erfc | x[2,3] | erfc(x)
        erfinv | x[2,3] | erfinv(x)
        lgamma | x[2,3]:pos | lgamma(x)
        digamma | x[2,3]:pos | digamma(x)
        polygamma | x[2,3]:pos | polygamma(1, x)
        mvlgamma | x[2,3]:above1 | mvlgamma(x, 2)
        i0 | x[2,3] | i0(x)
        special_i0e | x[2,3] | special_i0e(x)
        special_i1 | x[2,3] | special_i1(x)
        special_i1e | x[2,3] | special_i1e(x)
        special_ndtr | x[2,3] | special_ndtr(x)
        special_ndtri | x[2,3]:unit | special_ndtri(x)
        special_log_ndtr | x[2,3] | special_log_ndtr(x)
        special_erfcx | x[2,3] | special_erfcx(x)
        special_entr | x[2,3]:pos | special_entr(x)
        sinc | x[2,3] | sinc(x)
        sign | x[2,3] | sign(x) * x
        floor | x[2,3] | floor(x) + x
        ceil | x[2,3] | ceil(x) * x
        round | x[2,3] | round(x) + x * x
        trunc | x[2,3] | trunc(x) + x
        frac | x[2,3] | frac(x)
        deg2rad | x[2,3] | deg2rad(x)
        rad2deg | x[2,3] | rad2deg(x)
        logit | x[2,3]:unit | logit(x)
        nan_to_num | x[2,3] | nan_to_num(x, 1.0, 2.0, -3.0)
        clone | x[2,3] | clone(x)
        positive | x[2,3] | positive(x)
        """;

    public const string UnaryEdges = """
        abs/zero | x={0,-0,1,-1} | abs(x) | Kink: the slope jumps from -1 to 1 at 0
        sqrt/small | x={1e-8,1e-4,1} | sqrt(x) | Saturated: the slope of sqrt grows without bound towards 0
        tanh/large | x={20,-20,5,-5} | tanh(x) | Saturated: |x| = 20, where 1 - tanh(x)^2 underflows to 0
        sigmoid/large | x={40,-40,10,-10} | sigmoid(x) | Saturated: exp(40) must not be taken where it can overflow
        expm1/small | x={1e-10,-1e-10,1e-5} | expm1(x) | Cancellation: exp(x) - 1 loses every digit near 0
        log1p/small | x={1e-10,-1e-10,1e-5} | log1p(x) | Cancellation: log(1 + x) loses every digit near 0
        exp/large | x={700,-700,1} | mul(exp(x), exp(neg(x))) | Saturated: large and small factors whose product is 1
        sinc/small | x={1e-3,0.5,2} | sinc(x) | Cancellation: cos(x)/x - sin(x)/x^2 near 0
        asin/ends | x={0.999,-0.999,0} | asin(x) | Saturated: the slope grows without bound towards 1
        square/zero | x={0,2,-2} | square(x)
        log/nan | x={1,"NaN",2} | log(x) | NaNPropagation: a NaN stays in its own element
        mul/nan | x={1,"NaN",2} | mul(x, x) | NaNPropagation: a NaN stays in its own element
        floor/constant | x={0.3,1.7,-0.4} | floor(x) | LinearZeroHessian: a step function has slope 0 between its steps
        sign/constant | x={0.3,1.7,-0.4} | sign(x) | LinearZeroHessian: a step function has slope 0 between its steps
        """;

    public const string Activation = """
        relu | x[2,3] | relu(x)
        relu6 | x[2,3]*8 | relu6(x)
        leaky_relu | x[2,3] | leaky_relu(x, 0.1)
        elu | x[2,3] | elu(x, 1.5)
        selu | x[2,3] | selu(x)
        celu | x[2,3] | celu(x, 0.7)
        gelu | x[2,3] | gelu(x)
        gelu_tanh | x[2,3] | gelu(x, approximate="tanh")
        silu | x[2,3] | silu(x)
        mish | x[2,3] | mish(x)
        sigmoid | x[2,3] | sigmoid(x)
        log_sigmoid | x[2,3] | log_sigmoid(x)
        hardsigmoid | x[2,3]*5 | hardsigmoid(x)
        hardswish | x[2,3]*5 | hardswish(x)
        hardtanh | x[2,3]*3 | hardtanh(x)
        hardshrink | x[2,3] | hardshrink(x, 0.5)
        softshrink | x[2,3] | softshrink(x, 0.5)
        softplus | x[2,3] | softplus(x)
        softplus_beta | x[2,3] | softplus(x, 2.0, 10.0)
        threshold | x[2,3] | threshold(x, 0.07, 20.0)
        prelu | x[2,3] w[3]:pos | prelu(x, w)
        glu | x[2,4] | glu(x, 1)
        softmax | x[2,3] | softmax(x, 1) | Normalizer
        softmax_0 | x[3,2] | softmax(x, 0) | Normalizer
        softmax_3d | x[2,3,2] | softmax(x, 1) | Normalizer
        log_softmax | x[2,3] | log_softmax(x, 1) | Normalizer
        """;

    public const string ActivationEdges = """
        relu/zero | x={0,-0,1,-1} | relu(x) | Kink: LibTorch takes 0 for the slope at 0; anything from 0 to 1 is a subgradient
        relu/zero_chain | x={0,2,-1} | mul(relu(x), 3) | Kink: the subgradient is scaled like any gradient
        relu6/kinks | x={0,6,3,7} | relu6(x) | Kink: slope 0 at both ends in LibTorch
        leaky_relu/zero | x={0,1,-1} | leaky_relu(x, 0.1) | Kink: the slope jumps from 0.1 to 1
        elu/zero | x={0,1,-1} | elu(x, 1.5) | Kink: the slope jumps from 1.5 to 1
        selu/zero | x={0,1,-1} | selu(x) | Kink
        hardtanh/kinks | x={-1,1,0.5} | hardtanh(x) | Kink
        hardsigmoid/kinks | x={-3,3,0.5} | hardsigmoid(x) | Kink
        hardswish/kinks | x={-3,3,0.5} | hardswish(x) | Kink
        threshold/kink | x={0.1,0.5,-0.5} | threshold(x, 0.1, 0.1) | Kink
        softmax/large | x={{1000,1001,1002}} | softmax(x, 1) | Normalizer Saturated: the largest must be taken off before exp
        log_softmax/large | x={{1000,1001,-1000}} | log_softmax(x, 1) | Normalizer Saturated: log of softmax is minus infinity where log_softmax is not
        softplus/large | x={50,-50,30} | softplus(x) | Saturated: log(1 + exp(50)) must not overflow
        gelu/large | x={8,-8,4} | gelu(x) | Saturated
        """;
}
