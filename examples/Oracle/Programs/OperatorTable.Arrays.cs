namespace TorchBridge.Oracle.Programs;

internal static partial class OperatorTable
{
    private const string Reduction = """
        sum T:self
        sum T:self i*:dim b:keepdim=False
        mean T:self
        mean T:self i*:dim b:keepdim=False
        nansum T:self
        nansum T:self i*:dim b:keepdim=False
        nanmean T:self
        nanmean T:self i*:dim b:keepdim=False
        prod T:self
        prod T:self i:dim b:keepdim=False
        var T:self
        var T:self i*:dim=None f:correction=1 b:keepdim=False
        std T:self
        std T:self i*:dim=None f:correction=1 b:keepdim=False
        var_mean T:self i*:dim=None f:correction=1 b:keepdim=False -> 2
        std_mean T:self i*:dim=None f:correction=1 b:keepdim=False -> 2
        logsumexp T:self i*:dim b:keepdim=False
        norm T:self
        norm T:self f:p i*:dim b:keepdim=False
        linalg_vector_norm T:self f:ord=2 i*:dim=None b:keepdim=False
        linalg_norm T:self f:ord=None i*:dim=None b:keepdim=False
        linalg_matrix_norm T:self fro|nuc:ord="fro" i*:dim=[-2,-1] b:keepdim=False
        linalg_matrix_norm T:self f:ord i*:dim=[-2,-1] b:keepdim=False
        max T:self
        max T:self T:other
        max T:self i:dim b:keepdim=False -> 2
        min T:self
        min T:self T:other
        min T:self i:dim b:keepdim=False -> 2
        amax T:self i*:dim=[] b:keepdim=False
        amin T:self i*:dim=[] b:keepdim=False
        aminmax T:self i:dim=None b:keepdim=False -> 2
        median T:self
        median T:self i:dim b:keepdim=False -> 2
        nanmedian T:self
        nanmedian T:self i:dim b:keepdim=False -> 2
        mode T:self i:dim=-1 b:keepdim=False -> 2
        kthvalue T:self i:k i:dim=-1 b:keepdim=False -> 2
        cumsum T:self i:dim
        cumprod T:self i:dim
        logcumsumexp T:self i:dim
        cummax T:self i:dim -> 2
        cummin T:self i:dim -> 2
        trace T:self
        trapezoid T:y T:x i:dim=-1
        trapezoid T:y f:dx=1 i:dim=-1
        cumulative_trapezoid T:y T:x i:dim=-1
        cumulative_trapezoid T:y f:dx=1 i:dim=-1
        diff T:self i:n=1 i:dim=-1
        cov T:self i:correction=1
        corrcoef T:self
        renorm T:self f:p i:dim f:maxnorm
        """;

    private const string Shape = """
        reshape T:self i*:shape
        view T:self i*:size
        view_as T:self T:other
        flatten T:self i:start_dim=0 i:end_dim=-1
        unflatten T:self i:dim i*:sizes
        ravel T:self
        contiguous T:self
        t T:self
        transpose T:self i:dim0 i:dim1
        swapaxes T:self i:axis0 i:axis1
        permute T:self i*:dims
        movedim T:self i*:source i*:destination
        squeeze T:self
        squeeze T:self i*:dim
        unsqueeze T:self i:dim
        expand T:self i*:size !sized
        expand_as T:self T:other
        broadcast_to T:self i*:size !sized
        repeat T:self i*:repeats !sized
        repeat_interleave T:self i:repeats i:dim=None !sized
        tile T:self i*:dims !sized
        cat T*:tensors i:dim=0 !sum
        stack T*:tensors i:dim=0 !sum
        hstack T*:tensors !sum
        vstack T*:tensors !sum
        dstack T*:tensors !sum
        column_stack T*:tensors !sum
        block_diag T*:tensors !product
        split T:self i:split_size i:dim=0 -> *
        split_with_sizes T:self i*:split_sizes i:dim=0 -> *
        chunk T:self i:chunks i:dim=0 -> *
        tensor_split T:self i*:indices i:dim=0 -> *
        unbind T:self i:dim=0 -> *
        select T:self i:dim i:index
        narrow T:self i:dim i:start i:length
        slice T:self i:dim=0 i:start=None i:end=None i:step=1
        flip T:self i*:dims
        fliplr T:self
        flipud T:self
        roll T:self i*:shifts i*:dims=[]
        rot90 T:self i:k=1 i*:dims=[0,1]
        tril T:self i:diagonal=0
        triu T:self i:diagonal=0
        diag T:self i:diagonal=0 !square
        diagonal T:self i:offset=0 i:dim1=0 i:dim2=1
        diag_embed T:self i:offset=0 i:dim1=-2 i:dim2=-1 !square
        unfold T:self i:dimension i:size i:step !square
        as_strided T:self i*:size i*:stride i:storage_offset=None !sized
        constant_pad_nd T:self i*:pad f:value=0 !sized
        reflection_pad1d T:self i*:padding !sized
        reflection_pad2d T:self i*:padding !sized
        replication_pad1d T:self i*:padding !sized
        replication_pad2d T:self i*:padding !sized
        pixel_shuffle T:self i:upscale_factor
        pixel_unshuffle T:self i:downscale_factor
        im2col T:self i*:kernel_size i*:dilation=[1,1] i*:padding=[0,0] i*:stride=[1,1] !sized
        col2im T:self i*:output_size i*:kernel_size i*:dilation=[1,1] i*:padding=[0,0] i*:stride=[1,1] !sized
        meshgrid T*:tensors ij|xy:indexing="ij" -> * !product
        cartesian_prod T*:tensors !product
        combinations T:self i:r=2 b:with_replacement=False !sizedproduct
        """;

    private const string Indexing = """
        sort T:self i:dim=-1 b:descending=False -> 2
        msort T:self
        topk T:self i:k i:dim=-1 b:largest=True b:sorted=True -> 2
        index_select T:self i:dim T:index
        index_select T:self T:index i:dim !product
        gather T:self i:dim T:index
        gather T:self T:index i:dim
        index T:self O*:indices !product
        take T:self T:index
        take_along_dim T:self T:indices i:dim=None
        masked_select T:self T:mask
        masked_fill T:self T:mask N:value
        masked_scatter T:self T:mask T:source
        scatter T:self T:index T:src i:dim
        scatter_add T:self T:index T:src i:dim
        scatter_reduce T:self T:index T:src i:dim sum|prod|mean|amax|amin:reduce b:include_self=True
        index_add T:self T:index T:source i:dim f:alpha=1
        index_copy T:self T:index T:source i:dim
        index_fill T:self T:index N:value i:dim
        index_put T:self O*:indices T:values b:accumulate=False
        put T:self T:index T:source b:accumulate=False
        select_scatter T:self T:src i:dim i:index
        slice_scatter T:self T:src i:dim=0 i:start=None i:end=None i:step=1
        diagonal_scatter T:self T:src i:offset=0 i:dim1=0 i:dim2=1
        embedding T:weight T:indices i:padding_idx=-1 !product
        one_hot T:self i:num_classes !sized !constant
        """;
}
