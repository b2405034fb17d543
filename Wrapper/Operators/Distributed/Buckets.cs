namespace TorchBridge.Operators.Distributed;

/// <summary>Groups tensors of one type into buckets of about 25 MB, as DistributedDataParallel does. Each bucket is one message.</summary>
internal static class Buckets
{
    private const long Bytes = 25 << 20;

    public static IEnumerable<Tensor[]> Of(IEnumerable<Tensor> tensors)
    {
        foreach (var ofOneType in tensors.GroupBy(tensor => tensor.dtype))
        {
            var bucket = new List<Tensor>();
            long bytes = 0;
            foreach (Tensor tensor in ofOneType)
            {
                bucket.Add(tensor);
                bytes += tensor.numel() * tensor.element_size();
                if (bytes < Bytes)
                    continue;
                yield return [.. bucket];
                bucket.Clear();
                bytes = 0;
            }
            if (bucket.Count > 0)
                yield return [.. bucket];
        }
    }
}
