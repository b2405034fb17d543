namespace TorchBridge.Oracle.Programs;

internal static partial class OperatorTable
{
    private const string Unary = """
        abs T:self
        absolute T:self
        neg T:self
        negative T:self
        positive T:self
        exp T:self
        exp2 T:self
        expm1 T:self
        log T:self
        log2 T:self
        log10 T:self
        log1p T:self
        sqrt T:self
        rsqrt T:self
        square T:self
        reciprocal T:self
        sin T:self
        cos T:self
        tan T:self
        asin T:self
        acos T:self
        atan T:self
        sinh T:self
        cosh T:self
        tanh T:self
        asinh T:self
        acosh T:self
        atanh T:self
        erf T:self
        erfc T:self
        erfinv T:self
        lgamma T:self
        digamma T:self
        polygamma i:n T:self
        mvlgamma T:self i:p !sized
        i0 T:self
        special_i0e T:self
        special_i1 T:self
        special_i1e T:self
        special_ndtr T:self
        special_ndtri T:self
        special_log_ndtr T:self
        special_erfcx T:self
        special_entr T:self
        special_expit T:self
        sinc T:self
        sign T:self
        sgn T:self
        floor T:self
        ceil T:self
        round T:self
        trunc T:self
        frac T:self
        deg2rad T:self
        rad2deg T:self
        logit T:self f:eps=None
        nan_to_num T:self f:nan=None f:posinf=None f:neginf=None
        clone T:self
        detach T:self
        alias T:self
        """;

    private const string Activation = """
        relu T:self
        relu6 T:self
        leaky_relu T:self f:negative_slope=0.01
        elu T:self f:alpha=1 f:scale=1 f:input_scale=1
        selu T:self
        celu T:self f:alpha=1.0
        gelu T:self none|tanh:approximate="none"
        silu T:self
        mish T:self
        sigmoid T:self
        log_sigmoid T:self
        hardsigmoid T:self
        hardswish T:self
        hardtanh T:self f:min_val=-1 f:max_val=1
        hardshrink T:self f:lambd=0.5
        softshrink T:self f:lambd=0.5
        softplus T:self f:beta=1 f:threshold=20
        threshold T:self f:threshold f:value
        prelu T:self T:weight
        glu T:self i:dim=-1
        softmax T:self i:dim
        log_softmax T:self i:dim
        """;

    private const string Binary = """
        add T:self N:other f:alpha=1
        sub T:self N:other f:alpha=1
        rsub T:self N:other f:alpha=1
        mul T:self N:other
        div T:self N:other
        div T:self N:other floor|trunc:rounding_mode
        true_divide T:self T:other
        floor_divide T:self N:other
        remainder T:self N:other
        fmod T:self N:other
        pow T:self N:exponent
        pow f:self T:exponent
        float_power T:self N:exponent
        float_power f:self T:exponent
        atan2 T:self T:other
        arctan2 T:self T:other
        hypot T:self T:other
        maximum T:self T:other
        minimum T:self T:other
        fmax T:self T:other
        fmin T:self T:other
        logaddexp T:self T:other
        logaddexp2 T:self T:other
        addcmul T:self T:tensor1 T:tensor2 f:value=1
        addcdiv T:self T:tensor1 T:tensor2 f:value=1
        copysign T:self N:other
        xlogy T:self N:other
        xlogy f:self T:other
        special_xlog1py T:self N:other
        ldexp T:self T:other
        lerp T:self T:end N:weight
        dist T:self T:other f:p=2
        where T:condition T:self T:other
        where T:condition N:self N:other
        clamp T:self f:min=None f:max=None
        clamp T:self T?:min T?:max
        clip T:self f:min=None f:max=None
        clamp_min T:self N:min
        clamp_max T:self N:max
        special_zeta f:self T:other
        """;

    private const string InPlace = """
        add_ T:self N:other f:alpha=1
        sub_ T:self N:other f:alpha=1
        mul_ T:self N:other
        div_ T:self N:other
        pow_ T:self N:exponent
        copy_ T:self T:src
        fill_ T:self N:value
        zero_ T:self
        neg_ T:self
        exp_ T:self
        log_ T:self
        sqrt_ T:self
        sin_ T:self
        cos_ T:self
        tanh_ T:self
        sigmoid_ T:self
        relu_ T:self
        square_ T:self
        reciprocal_ T:self
        clamp_ T:self f:min=None f:max=None
        addcmul_ T:self T:tensor1 T:tensor2 f:value=1
        masked_fill_ T:self T:mask N:value
        index_add_ T:self i:dim T:index T:source f:alpha=1
        scatter_add_ T:self i:dim T:index T:src
        """;

    private const string Constant = """
        eq T:self N:other !constant
        ne T:self N:other !constant
        lt T:self N:other !constant
        le T:self N:other !constant
        gt T:self N:other !constant
        ge T:self N:other !constant
        logical_not T:self !constant
        logical_and T:self T:other !constant
        logical_or T:self T:other !constant
        isnan T:self !constant
        isinf T:self !constant
        isfinite T:self !constant
        argmax T:self i:dim=None b:keepdim=False !constant
        argmin T:self i:dim=None b:keepdim=False !constant
        argsort T:self i:dim=-1 b:descending=False !constant
        zeros_like T:self !constant
        ones_like T:self !constant
        """;
}
