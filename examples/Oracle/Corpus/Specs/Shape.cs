namespace TorchBridge.Oracle.Corpus.Specs;

internal static partial class SpecTable
{
    public const string Shape = """
        reshape | x[2,3] | reshape(x, [3, 2])
        view | x[2,3] | view(x, [-1])
        flatten | x[2,1,3] | flatten(x, 1)
        unflatten | x[4,3] | unflatten(x, 0, [2, 2])
        t | x[2,3] | t(x)
        transpose | x[2,3] | transpose(x, 0, 1)
        permute | x[2,1,3] | permute(x, [2, 0, 1])
        movedim | x[2,1,3] | movedim(x, 0, 2)
        squeeze | x[2,1,3] | squeeze(x, 1)
        unsqueeze | x[2,3] | unsqueeze(x, 0)
        expand | x[2,1] | expand(x, [2, 3]) | Broadcast
        broadcast_to | x[3] | broadcast_to(x, [2, 3]) | Broadcast
        repeat | x[2,3] | repeat(x, [2, 1])
        repeat_interleave | x[2,3] | repeat_interleave(x, 2, 1)
        tile | x[2,3] | tile(x, [2, 2])
        cat | x[2,3] y[2,1] | cat([x, y, x], 1)
        stack | x[2,3] y[2,3] | stack([x, y, x], 1)
        hstack | x[2,3] y[2,1] | hstack([x, y])
        vstack | x[2,3] y[1,3] | vstack([x, y])
        block_diag | x[2,2] y[1,3] | block_diag([x, y])
        split | x[2,3] | p = split(x, 2, 1); p[0] * 2.0, p[1]
        chunk | x[2,4] | p = chunk(x, 2, 1); mul(p[0], p[1])
        unbind | x[2,3] | p = unbind(x, 0); p[0] * p[1]
        tensor_split | x[2,3] | p = tensor_split(x, [1], 1); p[0], p[1]
        select | x[2,3] | select(x, 1, -1)
        narrow | x[2,4] | narrow(x, 1, 1, 2)
        slice | x[2,5] | slice(x, 1, 0, 5, 2)
        flip | x[2,3] | flip(x, [0, 1])
        roll | x[2,3] | roll(x, [1, -1], [0, 1])
        rot90 | x[2,3] | rot90(x)
        tril | x[3,3] | tril(x, -1)
        triu | x[3,3] | triu(x, 1)
        diag | x[3] | diag(x, 1)
        diagonal | x[3,3] | diagonal(x)
        diag_embed | x[2,3] | diag_embed(x)
        unfold | x[2,5] | unfold(x, 1, 3, 1)
        as_strided | x[4] | as_strided(x, [2, 2], [1, 1])
        constant_pad_nd | x[2,3] | constant_pad_nd(x, [1, 2], 0.5)
        constant_pad_nd_cut | x[2,3] | constant_pad_nd(x, [-1, 1], 0.0)
        reflection_pad1d | x[1,2,4] | reflection_pad1d(x, [2, 1])
        replication_pad2d | x[1,1,2,3] | replication_pad2d(x, [1, 0, 2, 1])
        pixel_shuffle | x[1,4,1,2] | pixel_shuffle(x, 2)
        im2col | x[1,1,3,3] | im2col(x, [2, 2])
        col2im | x[1,4,4] | col2im(x, [3, 3], [2, 2])
        meshgrid | x[2] y[3] | p = meshgrid([x, y], indexing="ij"); p[0] * p[1]
        cartesian_prod | x[2] y[3] | cartesian_prod([x, y])
        ravel | x[2,3] | ravel(t(x))
        """;

    public const string Indexing = """
        sort | x[2,4] | sort(x, 1, True)[0]
        topk | x[2,4] | topk(x, 2, 1)[0]
        index_select | x[2,3] k=i{0,2,2,1} | index_select(x, k, dim=1)
        gather | x[2,3] k=i{{0,0,2},{1,2,1}} | gather(x, k, dim=1)
        index | x[3,2] k=i{0,2,0} | x[k]
        index_mask | x[2,3] m=b{{1,0,1},{0,1,1}} | x[m]
        take | x[2,3] k=i{0,5,5} | take(x, k)
        take_along_dim | x[2,3] k=i{{0,2},{1,1}} | take_along_dim(x, k, dim=1)
        masked_select | x[2,3] m=b{{1,0,1},{0,1,1}} | masked_select(x, m)
        masked_fill | x[2,3] m=b{{1,0,1},{0,1,1}} | masked_fill(x, m, 0.25)
        masked_scatter | x[2,3] m=b{{1,0,1},{0,1,1}} y[4] | masked_scatter(x, m, y)
        scatter | x[2,3] k=i{{0,2},{1,0}} y[2,2] | scatter(x, k, y, dim=1)
        scatter_add | x[2,3] k=i{{0,0},{1,2}} y[2,2] | scatter_add(x, k, y, dim=1)
        scatter_reduce_mean | x[3] k=i{0,0,2} y[3] | scatter_reduce(x, k, y, dim=0, reduce="mean")
        scatter_reduce_amax | x[3] k=i{0,0,2} y[3] | scatter_reduce(x, k, y, dim=0, reduce="amax")
        index_add | x[3,2] k=i{0,2} y[2,2] | index_add(x, k, y, dim=0, alpha=1.5)
        index_copy | x[2,3] k=i{2,0} y[2,2] | index_copy(x, k, y, dim=1)
        index_put | x[3] k=i{2,0} y[2] | index_put(x, [k], y)
        index_put_accumulate | x[3] k=i{0,0} y[2] | index_put(x, [k], y, True)
        put | x[2,3] k=i{0,4,4} y[3] | put(x, k, y, True)
        select_scatter | x[2,3] y[3] | select_scatter(x, y, 0, 1)
        slice_scatter | x[4] y[2] | slice_scatter(x, y, 0, 1, 3)
        diagonal_scatter | x[2,3] y[2] | diagonal_scatter(x, y)
        embedding | w[4,2] k=i{{0,3},{3,1}} | embedding(w, k)
        """;

    /// <summary>Without linalg_lstsq, whose last digits change from run to run.</summary>
    public const string Linalg = """
        matmul | x[2,3] y[3,2] | matmul(x, y)
        matmul_vec | x[2,3] y[3] | matmul(x, y)
        matmul_batch | x[2,2,3] y[3,2] | matmul(x, y) | Broadcast
        mm | x[2,3] y[3,2] | mm(x, y)
        bmm | x[2,2,3] y[2,3,1] | bmm(x, y)
        mv | x[2,3] y[3] | mv(x, y)
        dot | x[3] y[3] | dot(x, y)
        inner | x[2,3] y[2,3] | inner(x, y)
        outer | x[2] y[3] | outer(x, y)
        kron | x[2,2] y[1,2] | kron(x, y)
        linalg_cross | x[2,3] y[2,3] | linalg_cross(x, y)
        linalg_vecdot | x[2,3] y[2,3] | linalg_vecdot(x, y)
        tensordot | x[2,2,3] y[2,3] | tensordot(x, y, [1, 2], [0, 1])
        addmm | b[2] x[2,3] y[3,2] | addmm(b, x, y, beta=0.5, alpha=2)
        addmv | b[2] x[2,3] y[3] | addmv(b, x, y, beta=0.5, alpha=2)
        addr | b[2,3] x[2] y[3] | addr(b, x, y)
        addbmm | b[2,1] x[2,2,3] y[2,3,1] | addbmm(b, x, y)
        baddbmm | b[2,2,1] x[2,2,3] y[2,3,1] | baddbmm(b, x, y)
        linalg_multi_dot | x[2,3] y[3,2] z[2,2] | linalg_multi_dot([x, y, z])
        linalg_matrix_power | x[2,2] | linalg_matrix_power(x, 3)
        linalg_matrix_power_negative | x[2,2]:solid | linalg_matrix_power(x, -2)
        matrix_exp | x[2,2] | matrix_exp(x)
        linalg_inv | x[3,3]:solid | linalg_inv(x)
        linalg_pinv | x[3,2]:solid | linalg_pinv(x)
        det | x[3,3]:solid | det(x)
        logdet | x[2,2]:solid | logdet(matmul(x, t(x)))
        slogdet | x[3,3]:solid | p = slogdet(x); y = p[1]
        linalg_solve | x[3,3]:solid y[3,2] | linalg_solve(x, y)
        linalg_solve_triangular | x[3,3]:solid y[3,2] | linalg_solve_triangular(x, y, upper=True)
        linalg_cholesky | x[3,3]:solid | linalg_cholesky(matmul(x, t(x)))
        cholesky_solve | x[2,2]:solid y[2,1] | cholesky_solve(y, linalg_cholesky(matmul(x, t(x))))
        cholesky_inverse | x[2,2]:solid | cholesky_inverse(linalg_cholesky(matmul(x, t(x))))
        linalg_qr | x[3,2]:solid | p = linalg_qr(x); p[0], p[1]
        linalg_svdvals | x[3,2]:solid | linalg_svdvals(x)
        linalg_svd | x[3,2]:solid | p = linalg_svd(x); matmul(p[0] * tanh(p[1]), p[2])
        linalg_eigvalsh | x[3,3]:solid | linalg_eigvalsh(x + t(x))
        linalg_eigh | x[2,2]:solid | p = linalg_eigh(x + t(x)); matmul(p[1] * sin(p[0]), t(p[1]))
        linalg_lu | x[3,3]:solid | p = linalg_lu(x); matmul(p[1], p[2]) + p[1]
        linalg_lu_solve | x[3,3]:solid y[3,1] | p = linalg_lu_factor(x); linalg_lu_solve(p[0], p[1], y)
        linalg_cond | x[3,3]:solid | linalg_cond(x)
        linalg_vander | x[3] | linalg_vander(x)
        linalg_householder_product | x[3,2] y[2] | linalg_householder_product(x, y)
        """;

    public const string LinalgEdges = """
        mm/documents | x={{1,2}} y={{3,4},{5,6}} | mm(x, y)
        mm/empty_inner | x[2,0] y[0,3] | mm(x, y)
        mm/same | x[2,2] | mm(x, x)
        dot/same | x[3] | dot(x, x)
        det/one | x={{2}} | det(x)
        linalg_solve/identity | x={{1,0},{0,1}} y={{3},{4}} | linalg_solve(x, y)
        """;
}
