using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories modes, anomaly.</summary>
internal static partial class BackwardCases
{
    [Case("backward_inside_no_grad")]
    private static void BackwardInsideNoGrad(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        using (no_grad())
            y.Backward();
        r["x_grad"] = x.grad;
    }

    [Case("enable_grad_inside_no_grad")]
    private static void EnableGradInsideNoGrad(Record r)
    {
        Tensor x = Leaf([1, 2]), y;
        using (no_grad())
        using (enable_grad())
            y = (x * x).sum();
        r["requires_grad"] = y.requires_grad;
        y.Backward();
        r["x_grad"] = x.grad;
    }

    [Case("no_grad_new_leaf")]
    private static void NoGradNewLeaf(Record r)
    {
        Tensor x, y, z;
        using (no_grad())
        {
            x = Leaf([1, 2]);
            y = x * 2;
            z = x.view(2, 1);
        }
        (r["x"], r["y"], r["z"]) = (Flags(x), Flags(y), Flags(z));

        static bool[] Flags(Tensor tensor) => [tensor.requires_grad, tensor.is_leaf];
    }

    [Case("no_grad_view_is_its_own_leaf")]
    private static void NoGradViewIsItsOwnLeaf(Record r)
    {
        Tensor x = Leaf([1, 2]), v;
        using (no_grad())
            v = x.view(2, 1);
        (v * 3).sum().Backward();
        (r["v_grad"], r["x_grad"], r["v_has_grad_fn"]) = (v.grad, x.grad, !v.is_leaf);
    }

    // The advice after it is worded differently in each version of LibTorch.
    [Case("inference_tensor_saved", Throws = typeof(ExternalException), Message = "Inference tensors cannot be saved for backward.")]
    private static void InferenceTensorSaved(Record r)
    {
        Tensor c;
        using (inference_mode())
            c = tensor([1.0, 2.0]);
        _ = Leaf([1, 2]) * c;
    }

    // is_inference can't be read in TorchSharp.
    [Case("inference_mode_output", Kind = AutogradError.DoesNotRequireGrad, Without = "is_inference")]
    private static void InferenceModeOutput(Record r)
    {
        Tensor x = Leaf([1, 2]), y;
        using (inference_mode())
            y = (x * x).sum();
        r["requires_grad"] = y.requires_grad;
        y.Backward();
    }

    [Case("requires_grad_off_before_backward")]
    private static void RequiresGradOffBeforeBackward(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * 3).sum();
        x.requires_grad_(false);
        y.Backward();
        (r["x_grad"], r["requires_grad"]) = (x.grad, x.requires_grad);
    }

    [Case("detect_anomaly_nan", Kind = AutogradError.NaN)]
    private static void DetectAnomalyNan(Record r)
    {
        using var anomaly = new TorchSharp.AnomalyMode(true);
        (sqrt(Leaf([0.0])) * 0).sum().Backward();
    }

    [Case("no_anomaly_nan")]
    private static void NoAnomalyNan(Record r)
    {
        Tensor x = Leaf([0.0]);
        (sqrt(x) * 0).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("anomaly_check_nan_false")]
    private static void AnomalyCheckNanFalse(Record r)
    {
        using var anomaly = new TorchSharp.AnomalyMode(true, check_nan: false);
        NoAnomalyNan(r);
    }
}
