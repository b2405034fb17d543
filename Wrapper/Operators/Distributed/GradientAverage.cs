using TorchBridge.Engine.Distributed;

namespace TorchBridge.Operators.Distributed;

/// <summary>
/// Averages gradients over all processes, as DistributedDataParallel does. A process without a gradient counts as zeros. A parameter that
/// has no gradient in any process is not changed.
/// </summary>
internal static class GradientAverage
{
    public static void Run(Member member, string api, nn.Module module)
    {
        (string Name, Tensor Tensor)[] parameters =
            [.. module.named_parameters().Where(each => each.parameter.requires_grad).Select(each => (each.name, (Tensor)each.parameter))];
        Tensor?[] gradients = Array.ConvertAll(parameters, each => each.Tensor.grad);
        try
        {
            Run(member, api, parameters, gradients);
        }
        finally
        {
            foreach (Tensor? gradient in gradients)
                gradient?.Dispose();
        }
    }

    private static void Run(Member member, string api, (string Name, Tensor Tensor)[] parameters, Tensor?[] gradients)
    {
        ArgumentException? refusal = Refusal(api, parameters, gradients);
        bool someMissing = Agree(member, api, parameters, refusal, Array.IndexOf(gradients, null) >= 0);
        bool[]? inUse = someMissing ? InUse(member, api, gradients) : null;
        var averaged = new List<Tensor>();
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is null && inUse![i])
                gradients[i] = zeros_like(parameters[i].Tensor).DetachFromDisposeScope();
            if (gradients[i] is { } gradient)
                averaged.Add(gradient);
        }
        Average(member, api, averaged);
        if (inUse is null)
            return;
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } gradient)
                parameters[i].Tensor.grad = gradient;
    }

    /// <summary>
    /// Compares the layouts by a message whose size is the same for every module. Without it, processes with different modules would send
    /// gradients of different sizes, and LibTorch would end one of them. Returns whether some process lacks some gradient.
    /// </summary>
    private static bool Agree(Member member, string api, (string Name, Tensor Tensor)[] parameters, ArgumentException? refusal,
        bool isMissing)
    {
        long print = ModuleLayout.Fingerprint(parameters);
        using Tensor all = tensor(new[] { print, -print, refusal is null ? 0 : 1, isMissing ? 1 : 0 });
        member.AllReduce(api, all, ReduceOp.Max).End();
        long[] greatest = all.data<long>().ToArray();
        if (greatest[0] != -greatest[1] || greatest[2] != 0)
            ModuleLayout.RequireSame(member, api, parameters, refusal);
        return greatest[3] != 0;
    }

    /// <summary>Which parameters have a gradient in some process.</summary>
    private static bool[] InUse(Member member, string api, Tensor?[] gradients)
    {
        using Tensor all = tensor(Array.ConvertAll(gradients, gradient => gradient is null ? 0L : 1L));
        member.AllReduce(api, all, ReduceOp.Max).End();
        return Array.ConvertAll(all.data<long>().ToArray(), some => some != 0);
    }

    private static void Average(Member member, string api, List<Tensor> gradients)
    {
        var pending = new List<Pending>();
        try
        {
            foreach (Tensor[] bucket in Buckets.Of(gradients))
                pending.Add(member.AllReduce(api, bucket, ReduceOp.Avg));
            foreach (Pending each in pending)
                each.Wait(null);
        }
        finally
        {
            foreach (Pending each in pending)
                each.Dispose();
        }
    }

    private static ArgumentException? Refusal(string api, (string Name, Tensor Tensor)[] parameters, Tensor?[] gradients)
    {
        try
        {
            for (int i = 0; i < gradients.Length; i++)
                if (gradients[i] is { } gradient)
                    Sendable.CheckReduced(api, gradient, ReduceOp.Avg, $"{parameters[i].Name}.grad", -1);
            return null;
        }
        catch (ArgumentException unsendable)
        {
            return unsendable;
        }
    }
}
