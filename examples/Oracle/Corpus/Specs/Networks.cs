namespace TorchBridge.Oracle.Corpus.Specs;

internal static partial class SpecTable
{
    public const string Nn = """
        linear | x[2,3] w[2,3] b[2] | linear(x, w, b)
        linear_no_bias | x[2,3] w[2,3] | linear(x, w)
        bilinear | x[2,2] y[2,3] w[2,2,3] b[2] | bilinear(x, y, w, b)
        conv1d | x[1,2,5] w[2,2,3] b[2] | conv1d(x, w, b)
        conv1d_stride | x[1,1,5] w[2,1,2] | conv1d(x, w, None, [2], [1])
        conv2d | x[1,2,4,4] w[2,2,3,3] b[2] | conv2d(x, w, b)
        conv2d_stride_pad_dilation | x[1,1,4,4] w[2,1,2,3] | conv2d(x, w, None, [2, 1], [1, 2], [1, 2])
        conv2d_groups | x[1,2,3,3] w[2,1,2,2] | conv2d(x, w, groups=2)
        conv_transpose1d | x[1,2,3] w[2,1,2] | conv_transpose1d(x, w)
        conv_transpose2d | x[1,1,2,2] w[1,2,2,2] b[2] | conv_transpose2d(x, w, b)
        max_pool1d | x[1,2,5] | max_pool1d(x, [2])
        max_pool2d | x[1,1,4,4] | max_pool2d(x, [2, 2])
        avg_pool1d | x[1,2,5] | avg_pool1d(x, [2])
        avg_pool2d | x[1,1,3,3] | avg_pool2d(x, [2, 2], [1, 1], [1, 1], False, False)
        adaptive_avg_pool1d | x[1,2,5] | adaptive_avg_pool1d(x, [2])
        adaptive_avg_pool2d | x[1,1,3,4] | adaptive_avg_pool2d(x, [2, 1])
        layer_norm | x[2,3] w[3] b[3] | layer_norm(x, w, b, normalized_shape=[3]) | Normalizer
        layer_norm_plain | x[2,3] | layer_norm(x, normalized_shape=[3]) | Normalizer
        rms_norm | x[2,3] w[3] | rms_norm(x, w, normalized_shape=[3], eps=1e-5) | Normalizer
        group_norm | x[1,4,2] w[4] b[4] | group_norm(x, w, b, num_groups=2) | Normalizer
        batch_norm | x[4,2] w[2] b[2] | batch_norm(x, w, b, None, None, True) | Normalizer
        batch_norm_eval | x[4,2] w[2] b[2] m[2]:fixed v[2]:fixedpos | batch_norm(x, w, b, m, v, False)
        instance_norm | x[1,2,4] | instance_norm(x) | Normalizer
        mse_loss | x[2,3] y[2,3] | mse_loss(x, y)
        mse_loss_sum | x[2,3] y[2,3] | mse_loss(x, y, reduction=2)
        mse_loss_none | x[2,3] y[2,3] | mse_loss(x, y, reduction=0)
        l1_loss | x[2,3] y[2,3] | l1_loss(x, y)
        smooth_l1_loss | x[2,3] y[2,3] | smooth_l1_loss(x, y, beta=0.7)
        huber_loss | x[2,3] y[2,3] | huber_loss(x, y, delta=0.6)
        cross_entropy_loss | x[2,3] k=i{0,2} | cross_entropy_loss(x, k) | Normalizer
        cross_entropy_smoothed | x[2,3] k=i{0,2} | cross_entropy_loss(x, k, label_smoothing=0.1) | Normalizer
        nll_loss | x[2,3] k=i{0,2} | nll_loss(log_softmax(x, 1), k) | Normalizer
        binary_cross_entropy | x[4]:unit y[4]:fixedunit | binary_cross_entropy(x, y)
        binary_cross_entropy_with_logits | x[4] y[4]:fixedunit | binary_cross_entropy_with_logits(x, y)
        kl_div | x[3] y[3]:pos | kl_div(x, y)
        kl_div_log_target | x[3] y[3] | kl_div(x, y, 2, log_target=True)
        poisson_nll_loss | x[3] y[3]:fixedpos | poisson_nll_loss(x, y, True, False, 1e-8, 1)
        soft_margin_loss | x[3] y[3]:fixed | soft_margin_loss(x, y)
        hinge_embedding_loss | x[3] y={1,-1,1}:fixed | hinge_embedding_loss(x, y)
        margin_ranking_loss | x[3] y[3] z={1,-1,1}:fixed | margin_ranking_loss(x, y, z, 0.3)
        cosine_embedding_loss | x[2,3] y[2,3] z={1,-1}:fixed | cosine_embedding_loss(x, y, z, -0.99)
        triplet_margin_loss | x[2,3] y[2,3] z[2,3] | triplet_margin_loss(x, y, z)
        cosine_similarity | x[2,3] y[2,3] | cosine_similarity(x, y) | Normalizer
        pairwise_distance | x[2,3] y[2,3] | pairwise_distance(x, y)
        upsample_nearest1d | x[1,1,3] | upsample_nearest1d(x, [5])
        upsample_nearest2d | x[1,1,2,3] | upsample_nearest2d(x, [4, 3])
        upsample_linear1d | x[1,1,3] | upsample_linear1d(x, [5], True)
        upsample_bilinear2d | x[1,1,2,2] | upsample_bilinear2d(x, [3, 4], False)
        upsample_bicubic2d | x[1,1,2,2] | upsample_bicubic2d(x, [3, 4], False)
        affine_grid_generator | x[1,2,3] | affine_grid_generator(x, [1, 1, 2, 2], False)
        grid_sampler | x[1,1,3,3] g[1,2,2,2] | grid_sampler(x, g)
        scaled_dot_product_attention | q[1,2,3] k[1,2,3] v[1,2,2] | scaled_dot_product_attention(q, k, v) | Normalizer
        rnn_tanh_cell | x[1,2] h[1,3] u[3,2] w[3,3] b[3] c[3] | rnn_tanh_cell(x, h, u, w, b, c)
        gru_cell | x[1,2] h[1,2] u[6,2] w[6,2] b[6] c[6] | gru_cell(x, h, u, w, b, c)
        normalize | x[2,3] | x / clamp_min(linalg_vector_norm(x, 2, [1], True), 1e-12) | Normalizer
        """;

    public const string NnEdges = """
        max_pool1d/ties | x={{{1,1,0,2}}} | max_pool1d(x, [2]) | Tie: LibTorch gives all to the first of equal maxima
        cross_entropy_loss/large | x={{1000,0,-1000}} k=i{1} | cross_entropy_loss(x, k) | Normalizer Saturated: softmax gives exactly 0 for the right class
        cross_entropy_loss/ignored | x[2,3] k=i{-100,2} | cross_entropy_loss(x, k) | Normalizer: a row with the ignored label takes no part, in the mean neither
        l1_loss/equal | x={1,2} y={1,3} | l1_loss(x, y) | Kink: LibTorch takes 0 where the two are equal
        """;

    /// <summary>Programs of several nodes: what an engine's graph walk gets wrong although each rule is right.</summary>
    public const string Composite = """
        shared_diamond | x[2,3] | a = tanh(x); b = mul(a, a); y = add(b, a) | SharedSubexpression: a reaches y by three paths
        shared_deep | x[3] | a = sin(x); b = mul(a, x); c = mul(b, a); y = mul(c, b) | SharedSubexpression: each of a and b is used twice
        shared_chain | x[3] | a = mul(x, x); b = mul(a, a); y = mul(b, b) | SharedSubexpression: x^8 by squaring
        shared_sum | x[3] | a = exp(x); b = add(a, a); y = add(b, a) | SharedSubexpression
        shared_branches | x[3] y[3] | a = mul(x, y); b = tanh(a); c = sin(a); out = mul(b, c) | SharedSubexpression: two branches from a meet
        shared_late | x[3] | a = tanh(x); b = neg(a); c = exp(b); d = mul(c, b); y = add(d, a) | SharedSubexpression: a is used first and last
        product_of_sums | a[] b[] c[] | left = add(a, b); right = add(b, c); y = mul(left, right)
        unused | x[2] y[3] | tanh(x) | UnusedInput: the gradient in y is zeros, of the shape of y
        unused_branch | x[3] | a = exp(x); b = sin(x); y = mul(a, 2) | UnusedInput: b takes no part in the output
        two_outputs | x[3] y[3] | a = mul(x, y); b = add(x, y); a, b | MultipleOutputs
        two_outputs_shared | x[3] | a = tanh(x); b = mul(a, x); c = sin(a); b, c | MultipleOutputs SharedSubexpression
        output_of_output | x[3] | a = tanh(x); b = mul(a, a); a, b | MultipleOutputs SharedSubexpression: one output is an argument of the other
        mlp | x[2,3] u[4,3] b[4] w[2,4] c[2] | h = tanh(linear(x, u, b)); y = linear(h, w, c)
        mlp_relu | x[2,3] u[4,3] b[4] w[2,4] | h = relu(linear(x, u, b)); y = linear(h, w)
        mlp_loss | x[2,3] u[4,3] b[4] w[3,4] k=i{0,2} | h = tanh(linear(x, u, b)); z = linear(h, w); y = cross_entropy_loss(z, k) | Normalizer
        matmul_chain | x[2,2] | a = matmul(x, x); y = matmul(a, x) | SharedSubexpression: x^3 with the order of factors kept
        attention | q[2,3] k[2,3] v[2,2] | s = matmul(q, t(k)); p = softmax(s * 0.5, 1); y = matmul(p, v) | Normalizer
        gaussian | x[3] m[] s[]:pos | z = div(sub(x, m), s); y = exp(mul(mul(z, z), -0.5)) | Broadcast
        rosenbrock | x[3] | a = slice(x, 0, 1, 3); b = slice(x, 0, 0, 2); c = sub(a, mul(b, b)); d = sub(1.0 * b, 1); y = add(sum(mul(c, c)) * 100, sum(mul(d, d)))
        standardize | x[2,4] | m = mean(x, [1], True); d = sub(x, m); v = mean(mul(d, d), [1], True); y = div(d, sqrt(add(v, 0.01))) | Normalizer Broadcast
        outer_sum | x[3] y[2] | a = unsqueeze(x, 1); b = unsqueeze(y, 0); out = tanh(add(a, b))
        inplace_setitem | x[2,3] | y = clone(x); y[0] = x[1] * 2.0; return y | InPlace: a row of a copy is overwritten, and its gradient is cut
        inplace_mul_view | x[2,3] | y = x * 1.0; y[0].mul_(x[1]); return y | InPlace: through a view
        inplace_add | x[3] y[3] | a = mul(x, y); b = add_(a, x); out = mul(b, y) | InPlace
        inplace_relu | x[3] | a = mul(x, 2); b = relu_(a); y = mul(b, b) | InPlace
        inplace_masked_fill | x[2,2] m=b{{1,0},{0,1}} | a = mul(x, x); b = masked_fill_(a, m, 0.0); y = mul(b, x) | InPlace
        inplace_index_add | x[3] y[2] k=i{0,2} | a = mul(x, 1.0); b = index_add_(a, 0, k, y); out = mul(b, b) | InPlace
        linear_map | x[3] w[2,3] | mv(w, x)
        quadratic_form | x[3] a[3,3] | dot(x, mv(a, x))
        log_det_like | x[3] | a = exp(x); b = sum(a); y = log(b) | Normalizer
        softplus_chain | x[3] | a = softplus(x); b = softplus(a); y = softplus(b)
        power_tower | x[3]:above1 | a = pow(x, x); y = pow(x, a) | SharedSubexpression
        deep_tanh | x[3] | a = tanh(x); b = tanh(a); c = tanh(b); d = tanh(c); e = tanh(d); f = tanh(e); g = tanh(f); y = tanh(g)
        """;

    public const string Complex = """
        complex | x[3] y[3] | view_as_real(complex(x, y))
        polar | x[3]:pos y[3] | view_as_real(polar(x, y))
        complex_mul | x[2,2] y[2,2] | view_as_real(mul(view_as_complex(x), view_as_complex(y)))
        complex_abs | x[3] y[3] | abs(complex(x, y))
        complex_exp | x[3] y[3] | view_as_real(exp(complex(x, y)))
        complex_log_sqrt | x[3]:pos y[3] | z = complex(x, y); view_as_real(log(z) + sqrt(z))
        complex_inv | x[2,2]:solid y[2,2] | view_as_real(linalg_inv(complex(x, y)))
        conj | x[3] y[3] | view_as_real(resolve_conj(conj(complex(x, y))))
        angle | x[3] y[3] | angle(complex(x, y))
        fft_rfft | x[4] | view_as_real(fft_rfft(x))
        fft_fft | x[4] | view_as_real(fft_fft(x))
        fft_ifft2 | x[2,3] y[2,3] | view_as_real(fft_ifft2(complex(x, y)))
        fft_irfft | x[3] y[3] | fft_irfft(complex(x, y))
        fft_fftshift | x[2,3] | fft_fftshift(x)
        stft | x[8] w[4] | view_as_real(stft(x, w, n_fft=4, hop_length=2, win_length=4))
        """;

    /// <summary>Asked in complex128 throughout: the gradient is that of PyTorch, conjugate as it has it.</summary>
    public const string ComplexTyped = """
        c_add | x[3] y[3] | add(x, y) | ComplexConjugate
        c_mul | x[3] y[3] | mul(x, y) | ComplexConjugate: the gradient in x is the cotangent times the conjugate of y
        c_mul_broadcast | x[2,1] y[3] | mul(x, y) | ComplexConjugate
        c_div | x[3] y[3] | div(x, y) | ComplexConjugate
        c_exp | x[3] | exp(x) | ComplexConjugate
        c_log | x[3] | log(x) | ComplexConjugate
        c_sin | x[3] | sin(x) | ComplexConjugate
        c_tanh | x[3] | tanh(x) | ComplexConjugate
        c_sqrt | x[3] | sqrt(x) | ComplexConjugate
        c_square | x[3] | square(x) | ComplexConjugate
        c_reciprocal | x[3] | reciprocal(x) | ComplexConjugate
        c_pow | x[3] | pow(x, 3) | ComplexConjugate
        c_abs | x[3] | abs(x) | ComplexConjugate: a real function of a complex number
        c_angle | x[3] | angle(x) | ComplexConjugate
        c_real | x[3] | real(x) | ComplexConjugate
        c_imag | x[3] | imag(x) | ComplexConjugate
        c_conj | x[3] | resolve_conj(conj(x)) | ComplexConjugate
        c_sum | x[2,3] | sum(x) | ComplexConjugate
        c_mean | x[2,3] | mean(x) | ComplexConjugate
        c_prod | x[3] | prod(x) | ComplexConjugate
        c_mm | x[2,2] y[2,2] | mm(x, y) | ComplexConjugate
        c_vdot | x[3] y[3] | vdot(x, y) | ComplexConjugate
        c_dot | x[3] y[3] | dot(x, y) | ComplexConjugate
        c_inv | x[2,2]:solid | linalg_inv(x) | ComplexConjugate
        c_fft | x[4] | fft_fft(x) | ComplexConjugate
        c_norm | x[3] | linalg_vector_norm(x) | ComplexConjugate
        c_transpose | x[2,3] | transpose(x, 0, 1) | ComplexConjugate
        """;
}
