namespace TorchBridge.Oracle.Programs;

internal static partial class OperatorTable
{
    private const string Linalg = """
        matmul T:self T:other !matrix
        mm T:self T:mat2 !matrix
        bmm T:self T:mat2 !matrix
        mv T:self T:vec !matrix
        dot T:self T:tensor
        vdot T:self T:other
        inner T:self T:other !matrix
        outer T:self T:vec2 !product
        ger T:self T:vec2 !product
        kron T:self T:other !product
        cross T:self T:other i:dim=None
        linalg_cross T:self T:other i:dim=-1
        linalg_vecdot T:x T:y i:dim=-1
        tensordot T:self T:other i*:dims_self i*:dims_other !product
        addmm T:self T:mat1 T:mat2 f:beta=1 f:alpha=1 !matrix
        addmv T:self T:mat T:vec f:beta=1 f:alpha=1 !matrix
        addr T:self T:vec1 T:vec2 f:beta=1 f:alpha=1 !product
        addbmm T:self T:batch1 T:batch2 f:beta=1 f:alpha=1 !matrix
        baddbmm T:self T:batch1 T:batch2 f:beta=1 f:alpha=1 !matrix
        linalg_multi_dot T*:tensors !product
        matrix_power T:self i:n
        linalg_matrix_power T:self i:n
        matrix_exp T:self
        linalg_inv T:A
        inverse T:self
        linalg_pinv T:self
        pinverse T:self
        det T:self
        linalg_det T:A
        logdet T:self
        slogdet T:self -> 2
        linalg_slogdet T:A -> 2
        linalg_solve T:A T:B
        linalg_solve_triangular T:self T:B b:upper b:left=True b:unitriangular=False
        linalg_cholesky T:self b:upper=False
        cholesky_solve T:self T:input2 b:upper=False
        cholesky_inverse T:self b:upper=False
        linalg_qr T:A reduced|complete:mode="reduced" -> 2
        linalg_svd T:A b:full_matrices=False -> 3
        linalg_svdvals T:A
        linalg_eigh T:self L|U:UPLO="L" -> 2
        linalg_eigvalsh T:self L|U:UPLO="L"
        linalg_lu T:A -> 3
        linalg_lu_factor T:A -> 2
        linalg_lu_solve T:LU T:pivots T:B
        linalg_lstsq T:self T:b -> 4
        linalg_cond T:self f:p=None
        linalg_vander T:x i:N=None !sizedproduct
        linalg_householder_product T:input T:tau
        cdist T:x1 T:x2 f:p=2.0 !matrix
        pdist T:self f:p=2.0 !square
        """;

    private const string Nn = """
        linear T:input T:weight T?:bias !matrix
        bilinear T:input1 T:input2 T:weight T?:bias !product
        conv1d T:input T:weight T?:bias i*:stride=1 i*:padding=0 i*:dilation=1 i:groups=1 !sizedproduct
        conv2d T:input T:weight T?:bias i*:stride=1 i*:padding=0 i*:dilation=1 i:groups=1 !sizedproduct
        conv3d T:input T:weight T?:bias i*:stride=1 i*:padding=0 i*:dilation=1 i:groups=1 !sizedproduct
        conv_transpose1d T:input T:weight T?:bias i*:stride=1 i*:padding=0 i*:output_padding=0 i:groups=1 i*:dilation=1 !sizedproduct
        conv_transpose2d T:input T:weight T?:bias i*:stride=1 i*:padding=0 i*:output_padding=0 i:groups=1 i*:dilation=1 !sizedproduct
        max_pool1d T:self i*:kernel_size i*:stride=[] i*:padding=0 i*:dilation=1 b:ceil_mode=False !sized
        max_pool2d T:self i*:kernel_size i*:stride=[] i*:padding=0 i*:dilation=1 b:ceil_mode=False !sized
        max_pool3d T:self i*:kernel_size i*:stride=[] i*:padding=0 i*:dilation=1 b:ceil_mode=False !sized
        avg_pool1d T:self i*:kernel_size i*:stride=[] i*:padding=0 b:ceil_mode=False b:count_include_pad=True !sized
        avg_pool2d T:self i*:kernel_size i*:stride=[] i*:padding=0 b:ceil_mode=False b:count_include_pad=True i:divisor_override=None !sized
        avg_pool3d T:self i*:kernel_size i*:stride=[] i*:padding=0 b:ceil_mode=False b:count_include_pad=True i:divisor_override=None !sized
        adaptive_avg_pool1d T:self i*:output_size !sized
        adaptive_avg_pool2d T:self i*:output_size !sized
        adaptive_max_pool2d T:self i*:output_size -> 2 !sized
        layer_norm T:input T?:weight T?:bias i*:normalized_shape f:eps=1e-05
        rms_norm T:input T?:weight i*:normalized_shape f:eps=None
        group_norm T:input T?:weight T?:bias i:num_groups f:eps=1e-05
        instance_norm T:input T?:weight T?:bias T?:running_mean T?:running_var b:use_input_stats=True f:momentum=0.1 f:eps=1e-05 b:cudnn_enabled=False
        batch_norm T:input T?:weight T?:bias T?:running_mean T?:running_var b:training f:momentum=0.1 f:eps=1e-05 b:cudnn_enabled=False
        mse_loss T:self T:target 0|1|2:reduction=1
        l1_loss T:self T:target 0|1|2:reduction=1
        smooth_l1_loss T:self T:target 0|1|2:reduction=1 f:beta=1.0
        huber_loss T:self T:target 0|1|2:reduction=1 f:delta=1.0
        cross_entropy_loss T:self T:target T?:weight 0|1|2:reduction=1 i:ignore_index=-100 f:label_smoothing=0.0
        nll_loss T:self T:target T?:weight 0|1|2:reduction=1 i:ignore_index=-100
        binary_cross_entropy T:self T:target T?:weight 0|1|2:reduction=1
        binary_cross_entropy_with_logits T:self T:target T?:weight T?:pos_weight 0|1|2:reduction=1
        kl_div T:self T:target 0|1|2:reduction=1 b:log_target=False
        poisson_nll_loss T:input T:target b:log_input=True b:full=False f:eps=1e-08 0|1|2:reduction=1
        soft_margin_loss T:self T:target 0|1|2:reduction=1
        hinge_embedding_loss T:self T:target f:margin=1.0 0|1|2:reduction=1
        margin_ranking_loss T:input1 T:input2 T:target f:margin=0.0 0|1|2:reduction=1
        cosine_embedding_loss T:input1 T:input2 T:target f:margin=0.0 0|1|2:reduction=1
        triplet_margin_loss T:anchor T:positive T:negative f:margin=1.0 f:p=2.0 f:eps=1e-06 b:swap=False 0|1|2:reduction=1
        multi_margin_loss T:self T:target f:p=1 f:margin=1
        cosine_similarity T:x1 T:x2 i:dim=1 f:eps=1e-08
        pairwise_distance T:x1 T:x2 f:p=2.0 f:eps=1e-06 b:keepdim=False
        ctc_loss T:log_probs T:targets i*:input_lengths i*:target_lengths i:blank=0 0|1|2:reduction=1 b:zero_infinity=False
        upsample_nearest1d T:self i*:output_size !sized
        upsample_nearest2d T:self i*:output_size !sized
        upsample_linear1d T:self i*:output_size b:align_corners !sized
        upsample_bilinear2d T:self i*:output_size b:align_corners !sized
        upsample_bicubic2d T:self i*:output_size b:align_corners !sized
        affine_grid_generator T:theta i*:size b:align_corners !sized
        grid_sampler T:input T:grid 0|1|2:interpolation_mode=0 0|1|2:padding_mode=0 b:align_corners=False !product
        scaled_dot_product_attention T:query T:key T:value T?:attn_mask b:is_causal=False f:scale=None !matrix
        rnn_tanh_cell T:input T:hx T:w_ih T:w_hh T?:b_ih T?:b_hh !matrix
        rnn_relu_cell T:input T:hx T:w_ih T:w_hh T?:b_ih T?:b_hh !matrix
        gru_cell T:input T:hx T:w_ih T:w_hh T?:b_ih T?:b_hh !matrix
        """;

    private const string Complex = """
        complex T:real T:imag
        polar T:abs T:angle
        real T:self
        imag T:self
        conj T:self
        resolve_conj T:self
        angle T:self
        view_as_real T:self !sum
        view_as_complex T:self
        fft_fft T:self i:n=None i:dim=-1 backward|forward|ortho:norm=None !sized
        fft_ifft T:self i:n=None i:dim=-1 backward|forward|ortho:norm=None !sized
        fft_rfft T:self i:n=None i:dim=-1 backward|forward|ortho:norm=None !sized
        fft_irfft T:self i:n=None i:dim=-1 backward|forward|ortho:norm=None !sized
        fft_hfft T:self i:n=None i:dim=-1 backward|forward|ortho:norm=None !sized
        fft_ihfft T:self i:n=None i:dim=-1 backward|forward|ortho:norm=None !sized
        fft_fft2 T:self i*:s=None i*:dim=[-2,-1] backward|forward|ortho:norm=None !sized
        fft_ifft2 T:self i*:s=None i*:dim=[-2,-1] backward|forward|ortho:norm=None !sized
        fft_rfft2 T:self i*:s=None i*:dim=[-2,-1] backward|forward|ortho:norm=None !sized
        fft_fftshift T:self i*:dim=None
        fft_ifftshift T:self i*:dim=None
        stft T:self T?:window i:n_fft i:hop_length i:win_length b:normalized=False b:onesided=True b:return_complex=True !sized
        """;
}
