namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Turns off the running statistics of a module and of all modules in it, in place. In training, a BatchNorm writes to its running
    /// statistics, and <c>Vmap</c> does not allow that. Afterwards the modules normalize by the statistics of the batch, in evaluation mode
    /// too.
    /// </summary>
    /// <typeparam name="TModule">The type of the module.</typeparam>
    /// <param name="module">
    /// Any module. In each <c>BatchNorm1d</c>, <c>BatchNorm2d</c> and <c>BatchNorm3d</c> that tracks running statistics,
    /// <c>running_mean</c>, <c>running_var</c> and <c>num_batches_tracked</c> become null and their tensors are disposed. Weight and bias
    /// stay.
    /// </param>
    /// <returns>The same module.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <example>
    /// <code>
    /// var model = Transforms.ReplaceAllBatchNormModules(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)));
    /// Console.WriteLine(model.named_buffers().Count());      // 0
    /// </code>
    /// </example>
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
