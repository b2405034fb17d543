using System.Runtime.InteropServices;
using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>torch.nn.utils.get_total_norm, clip_grad_norm_, clip_grads_with_norm_ and clip_grad_value_.</summary>
internal static class GradientNorms
{
    /// <summary>The norm of all elements of all tensors, a new tensor without dimensions and without a graph.</summary>
    public static Tensor Total(string api, Tensor[] tensors, string parameter, double order, bool errorIfNonfinite)
    {
        Admission.Shaped(api, tensors, parameter);
        Guard.Norm(order, api, "normType");
        for (int i = 0; i < tensors.Length; i++)
            Guard.HasNorm(tensors[i], api, parameter, i);
        using IDisposable noGrad = no_grad();
        using var temporaries = new Temporaries();
        // Tensors without elements have the norm 0. They have no smallest or largest element, so they are left out.
        Tensor[] measured = [.. tensors.Where(each => each.numel() > 0)
            .Select(each => each.is_sparse ? temporaries.Add(each.to_dense()) : each)];
        Tensor total = measured.Length > 0 ? Foreach.TotalNorm(api, measured, order)
            : zeros([], tensors.Length > 0 ? Describe.RealType(tensors[0].dtype) : float32);
        if (errorIfNonfinite)
            RequireFinite(api, total, order);
        return total;
    }

    /// <summary>
    /// Scales the gradients of parameters so that their norm is at most <paramref name="maxNorm"/>. Returns the norm before the scaling.
    /// </summary>
    public static Tensor ClipNorm(string api, Tensor[] parameters, double maxNorm, double order, bool errorIfNonfinite)
    {
        Guard.NotNegative(maxNorm, api, nameof(maxNorm));
        using var gradients = new Gradients(api, parameters);
        Tensor total = Total(api, gradients.All, nameof(parameters), order, errorIfNonfinite);
        Scale(api, gradients.All, maxNorm, total);
        return total;
    }

    /// <summary>The same with a norm that is known.</summary>
    public static void ClipWithNorm(string api, Tensor[] parameters, double maxNorm, Tensor totalNorm)
    {
        Guard.NotNegative(maxNorm, api, nameof(maxNorm));
        Admission.Usable(api, totalNorm, nameof(totalNorm));
        Guard.OneNumber(totalNorm, api, nameof(totalNorm));
        using var gradients = new Gradients(api, parameters);
        Scale(api, gradients.All, maxNorm, totalNorm);
    }

    /// <summary>Clamps each element of the gradients of parameters to <c>[-clipValue, clipValue]</c>.</summary>
    public static void ClipValue(string api, Tensor[] parameters, double clipValue)
    {
        Guard.NotNegative(clipValue, api, nameof(clipValue));
        using var gradients = new Gradients(api, parameters);
        using IDisposable noGrad = no_grad();
        if (gradients.All.Length > 0)
            Foreach.Clamp(api, gradients.All, clipValue);
    }

    private static void Scale(string api, Tensor[] gradients, double maxNorm, Tensor total)
    {
        using IDisposable noGrad = no_grad();
        if (gradients.Length == 0)
            return;
        using Tensor number = total.reshape([]);
        Foreach.Scale(api, gradients, maxNorm, number);
    }

    /// <summary>Disposes the norm and throws if it is not finite, or can't be read.</summary>
    private static void RequireFinite(string api, Tensor total, double order)
    {
        Exception thrown;
        try
        {
            using Tensor wide = total.to(float64, CPU, copy: true);
            if (double.IsFinite(wide.item<double>()))
                return;
            thrown = GraphMessages.NonfiniteNorm(api, order);
        }
        catch (ExternalException native)      // a tensor of a transform or on the meta device has no value that can be read
        {
            thrown = EngineError.Translate(api, native);
        }
        total.Dispose();
        throw thrown;
    }

    /// <summary>The gradients of those parameters that have one.</summary>
    private readonly struct Gradients : IDisposable
    {
        public Gradients(string api, Tensor[] parameters)
        {
            Admission.Shaped(api, parameters, nameof(parameters));
            All = [.. parameters.Select(each => each.grad).OfType<Tensor>()];
        }

        public Tensor[] All { get; }

        public void Dispose()
        {
            foreach (Tensor gradient in All)
                gradient.Dispose();
        }
    }
}
