namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Turns off the running statistics of a module and of all modules in it, in place: they are written to in training, which
    /// <c>Vmap</c> does not allow. They normalize by the statistics of the batch from then on, in evaluation mode too.
    /// </summary>
    /// <typeparam name="TModule">The type of the module.</typeparam>
    /// <param name="module">
    /// Any module. Of each <c>BatchNorm1d</c>, <c>2d</c> and <c>3d</c> in it that tracks them, <c>running_mean</c>, <c>running_var</c> and
    /// <c>num_batches_tracked</c> become null, and the tensors are disposed; weight and bias stay.
    /// </param>
    /// <returns>The same module.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.replace_all_batch_norm_modules_.html">
    /// torch.func.replace_all_batch_norm_modules_
    /// </seealso>
    public static TModule ReplaceAllBatchNormModules<TModule>(TModule module) where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        Operators.Modules.BatchNorms.WithoutRunningStatistics(module);
        return module;
    }
}
