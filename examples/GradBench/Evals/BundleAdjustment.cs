using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>The errors of projected points, and the sparse Jacobian of all of them, in compressed rows (CSR).</summary>
internal static class BundleAdjustment
{
    private const int CameraSize = 11, PointSize = 3, BlockSize = CameraSize + PointSize + 1, Shown = 30;

    public static readonly Module Module = new("ba", """
        {"n": 2, "m": 3, "p": 4, "cam": [0.1, 0.2, 0.3, 1, 1, 1, 1.5, 0, 0, 0.1, 0.01], "x": [0.5, 0.5, 5], "w": 1, "feat": [0.1, 0.2]}
        """,
        new("objective", input =>
        {
            var problem = new Problem(input);
            return problem.Objective;
        }),
        new("jacobian", input =>
        {
            var problem = new Problem(input);
            return problem.Jacobian;
        }));

    private sealed class Problem
    {
        private readonly int _n, _m, _p;
        private readonly Tensor _cameras, _points, _weights, _features, _camera, _point;

        public Problem(Input input)
        {
            (_n, _m, _p) = (input.Count("n"), input.Count("m"), input.Count("p"));
            Input.Limit("the Jacobian", _p, 2 * BlockSize + 1);
            Input.Limit("cameras and points", CameraSize * (_n + _m));
            _cameras = input.Tensor("cam", CameraSize).unsqueeze(1).repeat(1, _n);
            _points = input.Tensor("x", PointSize).unsqueeze(1).repeat(1, _m);
            _weights = full(1, _p, input.Number("w"), dtype: float64);
            _features = input.Tensor("feat", 2).unsqueeze(1).repeat(1, _p);
            (_camera, _point) = (arange(_p).remainder(_n), arange(_p).remainder(_m));
        }

        public Answer Objective()
        {
            Tensor errors = Errors(Arguments());
            return new Answer(
                ("reproj_error", new Answer(("elements", errors.select(1, 0)), ("repeated", (long)_p))),
                ("w_err", new Answer(("element", WeightErrors(_weights)[0, 0]), ("repeated", (long)_p))));
        }

        public Answer Jacobian()
        {
            // An error depends only on the numbers of its own observation, so one pass gives the derivatives of all errors.
            Tensor[] arguments = Array.ConvertAll(Arguments(), each => each.requires_grad_());
            Tensor errors = Errors(arguments), weights = arguments[^1];
            Tensor unit = zeros_like(errors);
            Tensor first = cat(Autograd.Grad([errors], arguments, [With(unit, 0)], retainGraph: true)!);
            Tensor second = cat(Autograd.Grad([errors], arguments, [With(unit, 1)])!);
            Tensor ofWeights = Autograd.Grad(WeightErrors(weights).sum(), weights);
            return new Answer(
                ("rows", Ends(cat([arange(2 * _p) * BlockSize, arange(_p + 1) + 2L * _p * BlockSize]))),
                ("cols", Ends(Columns())),
                ("vals", Ends(cat([stack([first, second]).permute(2, 0, 1).reshape(-1), ofWeights.view(-1)]))));
        }

        /// <summary>The numbers of each observation, one column each: rotation, center, focal length, ..., point, weight.</summary>
        private Tensor[] Arguments() =>
            [.. _cameras.index_select(1, _camera).split([3, 3, 1, 2, 1, 1]), _points.index_select(1, _point), _weights];

        private Tensor Errors(Tensor[] arguments)
        {
            (Tensor rotation, Tensor center, Tensor focal, Tensor principal) = (arguments[0], arguments[1], arguments[2], arguments[3]);
            (Tensor k1, Tensor k2, Tensor point, Tensor weight) = (arguments[4], arguments[5], arguments[6], arguments[7]);
            Tensor seen = Rotated(point - center, rotation);
            Tensor image = seen.narrow(0, 0, 2) / seen.narrow(0, 2, 1);
            Tensor radius = (image * image).sum(0, keepdim: true);
            Tensor distortion = (k1 + k2 * radius) * radius + 1;
            return weight * (focal * distortion * image + principal - _features);
        }

        private static Tensor WeightErrors(Tensor weights) => 1 - weights * weights;

        /// <summary>Vectors turned about axes, by angles that are the axes' lengths (Rodrigues).</summary>
        private static Tensor Rotated(Tensor v, Tensor rotation)
        {
            Tensor squared = (rotation * rotation).sum(0, keepdim: true), still = squared == 0;
            Tensor angle = squared.masked_fill(still, 1).sqrt(), axis = rotation / angle;      // no division by zero, even unused
            Tensor cos = angle.cos(), along = (axis * v).sum(0, keepdim: true);
            Tensor turned = v * cos + Cross(axis, v) * angle.sin() + axis * (along * (1 - cos));
            return still.any().item<bool>() ? where(still, v + Cross(rotation, v), turned) : turned;
        }

        private static Tensor Cross(Tensor a, Tensor b) => linalg.cross(a, b, 0);

        private static Tensor With(Tensor zeros, long row)
        {
            Tensor unit = zeros.clone();
            unit.select(0, row).fill_(1);
            return unit;
        }

        private Tensor Columns()
        {
            Tensor weight = arange(_p).unsqueeze(1) + (CameraSize * _n + PointSize * _m);
            Tensor block = cat([_camera.unsqueeze(1) * CameraSize + arange(CameraSize),
                _point.unsqueeze(1) * PointSize + arange(PointSize) + CameraSize * _n, weight], 1);
            return cat([block.unsqueeze(1).expand(_p, 2, BlockSize).reshape(-1), weight.view(-1)]);
        }

        /// <summary>The elements of each array that the eval compares: the first ones and the last.</summary>
        private static object Ends(Tensor all)
        {
            Tensor ends = cat([all.narrow(0, 0, Math.Min(Shown, all.shape[0])), all.narrow(0, all.shape[0] - 1, 1)]);
            return ends.dtype == int64 ? (object)ends.data<long>().ToArray() : ends;
        }
    }
}
