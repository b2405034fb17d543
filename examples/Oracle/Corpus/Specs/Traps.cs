namespace TorchBridge.Oracle.Corpus.Specs;

internal static partial class SpecTable
{
    /// <summary>
    /// Programs at which wrong rules show: masks, infinities, windows, dimensions counted from the end, ties, singular matrices.
    /// </summary>
    public const string Traps = """
        where_log/untaken | x={0.5,-1,2} | where(x > 0, log(x), x) | Masked: log(-1) is NaN, in the branch that is not taken
        where_mask/nan | m=b{1,0,1} x={1,"NaN",2} y={3,4,5} | where(m, x, y) | Masked NaNPropagation: the NaN is not taken, and its gradient is 0
        where_mask/infinite | m=b{0,1,1} x={"Infinity",2,3} y={3,4,5} | where(m, x, y) | Masked Infinite: the infinity is not taken, and its gradient is 0
        masked_fill/nan | x={1,"NaN",2} m=b{0,1,0} | masked_fill(x, m, 0.5) | Masked NaNPropagation: what is overwritten has gradient 0
        masked_fill/infinite | x={1,"-Infinity",2} m=b{0,1,0} | masked_fill(x, m, 0.5) | Masked Infinite: what is overwritten has gradient 0
        masked_fill/square | x={1,"NaN",2} m=b{0,1,0} | y = masked_fill(x, m, 2.0); mul(y, y) | Masked NaNPropagation: after the mask no NaN is left
        softmax/masked | x={{1,2,"-Infinity"}} | softmax(x, 1) | Masked Infinite Normalizer: a masked score is -Infinity, its weight 0, its gradient 0
        log_softmax/masked | x={{1,2,"-Infinity"}} | p = log_softmax(x, 1); slice(p, 1, 0, 2) | Masked Infinite Normalizer: the two that are not masked
        logsumexp/masked | x={1,2,"-Infinity"} | logsumexp(x, [0]) | Masked Infinite Normalizer: a masked score takes no part
        softmax_mask | x[2,3] m=b{{0,1,0},{0,0,1}} | softmax(masked_fill(x, m, -1e30), 1) | Masked Normalizer: scores are masked by a very small number
        logaddexp/masked | x={1,"-Infinity"} y={"-Infinity",2} | logaddexp(x, y) | Masked Infinite Normalizer: the other argument passes
        sigmoid/infinite | x={"Infinity","-Infinity",0.5} | sigmoid(x) | Infinite Saturated: flat at both ends
        tanh/infinite | x={"Infinity","-Infinity",0.5} | tanh(x) | Infinite Saturated: flat at both ends
        relu/infinite | x={"Infinity","-Infinity",0.5} | relu(x) | Infinite: slope 1 and 0
        exp/infinite | x={"-Infinity",1} | exp(x) | Infinite: value and slope are 0
        max/infinite | x={1,"-Infinity",2} | max(x) | Infinite: what is -Infinity is not the maximum
        clamp/infinite | x={"Infinity","-Infinity",0.25} | clamp(x, -0.5, 0.5) | Infinite: outside the bounds the slope is 0
        sqrt/zero | x={0,1,4} | sqrt(x) | Infinite: the slope of the root at 0 is Infinity
        log/zero | x={0,1,4} | log(x) | Infinite: value -Infinity, slope Infinity
        reciprocal/zero | x={0,1,4} | square(reciprocal(x)) | Infinite: value Infinity, and the slope from above is -Infinity
        rsqrt/zero | x={0,1,4} | rsqrt(x) | Infinite: value Infinity, slope -Infinity
        pow/root_of_zero | x={0,1,4} | pow(x, 0.5) | Infinite: the slope of the root at 0 is Infinity
        log1p/zero | x={0,-0,0.5} | log1p(x)
        linalg_vector_norm/zero | x={0,0,0} | linalg_vector_norm(x) | Kink: every vector of length at most 1 is a subgradient; 0 / 0 is none
        norm_p/zero | x={{0,0}} | norm(x, 2.0, [1]) | Kink: every vector of length at most 1 is a subgradient
        linalg_vector_norm_1/zero | x={0,2,-1} | linalg_vector_norm(x, 1) | Kink: the slope of |x| at 0
        relu_sum/zero | x={0,0,1} | sum(relu(x)) | Kink: each 0 has a choice of its own
        prelu/zero | x={{0,1,-1}} w={0.25,0.25,0.25} | prelu(x, w) | Kink
        softshrink/kinks | x={0.5,-0.5,1} | softshrink(x, 0.5) | Kink
        celu/points | x={0.5,-0.5,-2} | celu(x, 0.7)
        hardsigmoid/points | x={0.5,-2.5,2} | hardsigmoid(x) | : the slope is exactly 1/6
        clamp_tensor/bound | x={1,2,-1} y={0,0,-1} z={1,3,5} | clamp(x, y, z) | Tie: at a bound the element and the bound share the gradient
        fmax/ties | x={1,2,3} y={1,2,0} | fmax(x, y) | Tie
        fmin/ties | x={1,2,3} y={1,2,0} | fmin(x, y) | Tie
        max/three | x={3,3,1,3} | max(x) | Tie: three equal maxima share one gradient
        amin/ties | x={{1,1,3},{2,4,2}} | amin(x, [1]) | Tie: in each row two
        max_rows/ties | x={{1,3,3},{2,2,0}} | sum(amax(x, [1])) | Tie: a row shares its own gradient
        min_dim/ties | x={{3,1,1}} | min(x, 1)[0] | Tie: with a dimension, LibTorch gives all to the index that it returns
        sort/ties | x={2,1,2,3} | sort(x, 0)[0] | Tie: two equal elements, two places after sorting: which goes where is free, but each place is filled once
        sort_down/ties | x={{2,1,2}} | sort(x, 1, True)[0] | Tie: each place is filled once
        topk/ties | x={1,3,3,0} | topk(x, 1, 0)[0] | Tie: one of two equal elements is taken
        median/ties | x={2,1,2,3,0} | median(x) | Tie: two equal elements in the middle
        kthvalue/ties | x={2,1,2,3} | kthvalue(x, 2)[0] | Tie
        cummax/ties | x={1,3,3,2} | sum(cummax(x, 0)[0] * 0.5) | Tie
        max_pool2d/ties | x={{{{1,1},{0,1}}}} | max_pool2d(x, [2, 2]) | Tie: three equal maxima in one window
        max_pool1d_overlap/ties | x={{{0,2,2,1}}} | max_pool1d(x, [2], [2]) | Window
        l1_loss/two | x={1,2} y={1,2} | l1_loss(x, y) | Kink: what one argument gets, the other loses
        hinge/edge | x={1,0.5} | sum(relu(1.0 - x)) | Kink
        max_pool1d_overlap | x[1,2,5] | max_pool1d(x, [3], [1]) | Window: an element can be the largest of three windows
        max_pool1d_peak | x={{{0.1,0.9,0.2,0.3}}} | max_pool1d(x, [3], [1]) | Window: one element is the largest of both windows
        max_pool2d_overlap | x[1,1,4,4] | max_pool2d(x, [3, 3], [1, 1]) | Window: windows that overlap
        max_pool2d_peak | x={{{{0.1,0.2,0.3},{0.4,0.95,0.5},{0.15,0.25,0.35}}}} | max_pool2d(x, [2, 2], [1, 1]) | Window: the middle is the largest of all four windows
        max_pool2d_pad_dilation | x[1,1,4,4] | max_pool2d(x, [2, 2], [1, 2], [1, 1], [2, 1]) | Window
        avg_pool1d_overlap | x[1,1,5] | avg_pool1d(x, [3], [1]) | Window
        conv_transpose1d_stride | x[1,1,3] w[1,2,3] | conv_transpose1d(x, w, None, [2], [1], [1]) | Window: stride, padding and output padding
        conv_transpose2d_stride | x[1,2,2,2] w[2,1,3,2] b[1] | conv_transpose2d(x, w, b, [2, 2], [1, 0], [1, 0]) | Window: stride, padding and output padding
        conv_transpose1d_dilation | x[1,2,2] w[2,1,2] | conv_transpose1d(x, w, None, [2], [0], [0], 1, [2]) | Window: holes between the weights
        conv_transpose2d_groups | x[1,2,2,2] w[2,1,2,2] | conv_transpose2d(x, w, None, [2, 1], [0, 0], [0, 0], 2) | Window: groups
        conv1d_dilation | x[1,1,5] w[1,1,2] | conv1d(x, w, None, [1], [0], [2]) | Window: holes between the weights
        unfold_overlap | x[5] | unfold(x, 0, 3, 1) | Window: windows that overlap
        matmul_both_batched | x[2,1,2,3] y[2,3,2] | matmul(x, y) | Broadcast: both arguments are batches, of different shapes
        matmul_batch_left | x[2,3] y[2,3,2] | matmul(x, y) | Broadcast: one matrix for every matrix of the batch
        matmul_vec_left | x[3] y[3,2] | matmul(x, y)
        matmul_vec_batch | x[3] y[2,3,2] | matmul(x, y) | Broadcast: one vector for every matrix of the batch
        matmul_batch_vec | x[2,2,3] y[3] | matmul(x, y) | Broadcast: one vector for every matrix of the batch
        matmul_dot | x[3] y[3] | matmul(x, y)
        softmax_last | x[2,3,2] | softmax(x, -2) | NegativeDim Normalizer
        sum_last | x[2,3,2] | sum(x, [-2]) | NegativeDim
        cumsum_last | x[2,3] | cumsum(x, -2) | NegativeDim
        cat_last | x[2,3] y[2,1] | cat([x, y], -1) | NegativeDim
        stack_last | x[2,3] y[2,3] | stack([x, y], -1) | NegativeDim
        transpose_last | x[2,3,2] | transpose(x, -1, -3) | NegativeDim
        unsqueeze_last | x[2,2] | mul(unsqueeze(x, -1), unsqueeze(x, -3)) | NegativeDim SharedSubexpression
        select_last | x[2,3] | select(x, -2, -1) | NegativeDim
        gather_last | x[2,3] k=i{{0,0},{2,1}} | gather(x, k, dim=-1) | NegativeDim
        flip_last | x[2,3] | flip(x, [-1]) | NegativeDim
        amax_last | x[2,3] | amax(x, [-2]) | NegativeDim
        det/singular | x={{1,2},{2,4}} | det(x) | Singular: the gradient is [[4, -2], [-2, 1]]
        det/rank_one | x={{1,2,3},{2,4,6},{3,6,9}} | det(x) | Singular: every cofactor is 0
        det/rank_two | x={{1,2,3},{4,5,6},{7,8,9}} | det(x) | Singular: the cofactors exist without an inverse
        det/zero_row | x={{2,3},{0,0}} | det(x) | Singular: one row is 0
        prod/signs | x={-1,2,-3} | prod(x)
        """;

    /// <summary>The same for complex inputs.</summary>
    public const string ComplexTraps = """
        c_abs/zero | x={0} | abs(x) | ComplexConjugate Kink: every complex number of absolute value at most 1 is a subgradient; 0 / 0 is none
        c_norm/zero | x={0,0} | linalg_vector_norm(x) | ComplexConjugate Kink: at 0
        c_abs/axes | x={2,-3} | abs(x) | ComplexConjugate: real numbers as complex ones
        c_mul_real | x[3] | mul(x, real(x)) | ComplexConjugate: a real factor of a complex number
        """;
}
