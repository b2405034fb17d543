using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>The distances between points and the skin of a hand whose bones are turned, and their Jacobian.</summary>
internal static class HandTracking
{
    private const int Parameters = 26, Fingers = 5;
    private const double SmallestAngle = 1e-4;

    public static readonly Module Module = new("ht", """
        {"theta": [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4, 0.1, 0.2,
        0.3, 0.4], "us": [], "data": {"model": {"bone_count": 1, "parents": [-1], "base_relatives": [[[1, 0, 0, 0], [0, 1, 0, 0],
        [0, 0, 1, 0], [0, 0, 0, 1]]], "inverse_base_absolutes": [[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]],
        "base_positions": [[1, 2, 3, 1]], "weights": [[1]], "triangles": [[0, 0, 0]], "is_mirrored": false},
        "correspondences": [0], "points": [[1, 2, 4]]}}
        """,
        new("objective", input =>
        {
            var hand = new Hand(input);
            return () => hand.Distances(hand.Theta, hand.Us);
        }),
        new("jacobian", input =>
        {
            var hand = new Hand(input);
            return hand.Jacobian;
        }));

    private sealed class Hand
    {
        private readonly Skeleton _skeleton;
        private readonly Tensor _positions, _weights, _points, _corners;
        private readonly bool _isMirrored, _isTurned;

        public Hand(Input input)
        {
            Theta = input.Tensor("theta", Parameters);
            Input data = input.Object("data"), model = data.Object("model");
            _skeleton = new Skeleton(model);
            _positions = model.Tensor("base_positions", -1, 4);
            _weights = model.Tensor("weights", _positions.shape[0], _skeleton.Bones);
            _points = data.Tensor("points", -1, 3);
            _isMirrored = model.Flag("is_mirrored");
            Tensor found = tensor(data.Indices("correspondences", _points.shape[0]));
            Us = input.Length("us") == 0 ? null : input.Tensor("us", _points.shape[0], 2);
            _corners = Us is null ? found.unsqueeze(1) : tensor(model.Indices("triangles", -1, 3)).view(-1, 3).index_select(0, found);
            _isTurned = Theta.narrow(0, 0, 3).norm().item<double>() >= SmallestAngle;
        }

        public Tensor Theta { get; }

        /// <summary>The position of each point in its triangle, [points, 2]. Null if the points are at corners.</summary>
        public Tensor? Us { get; }

        /// <summary>
        /// In theta. And before it, if the points lie in triangles, in both of a point's own coordinates there: moving them for all points
        /// at once gives each point's own derivative.
        /// </summary>
        public Tensor Jacobian() => Us is not { } us
            ? Transforms.JacFwd(theta => Distances(theta, null))(Theta)
            : Transforms.JacFwd(moved => Distances(moved.narrow(0, 2, Parameters), us + moved.narrow(0, 0, 2)))(
                cat([zeros(2, dtype: float64), Theta]));

        public Tensor Distances(Tensor theta, Tensor? us)
        {
            Tensor transforms = _skeleton.Transforms(theta.narrow(0, 6, Parameters - 6));       // [bones, 4, 4]
            Tensor vertices = Blend(us).mm(transforms.transpose(1, 2).reshape(-1, 4)).narrow(1, 0, 3);
            if (_isMirrored)
                vertices = vertices * tensor([-1.0, 1, 1]);
            if (_isTurned)
                vertices = vertices.mm(Rotation(theta.narrow(0, 0, 3)).t());
            return (_points - vertices - theta.narrow(0, 3, 3)).view(-1);
        }

        /// <summary>
        /// Each point's weights of the bones times its position in the base pose, [points, 4 bones]: a vertex is this times the bones'
        /// transforms, Σ_b w_b T_b p.
        /// </summary>
        private Tensor Blend(Tensor? us)
        {
            Tensor corners = _corners.view(-1);
            Tensor blends = (_weights.index_select(0, corners).unsqueeze(2) * _positions.index_select(0, corners).unsqueeze(1)).flatten(1);
            if (us is null)
                return blends;
            blends = blends.view(_corners.shape[0], 3, -1);
            Tensor third = blends.select(1, 2), edges = blends.narrow(1, 0, 2) - third.unsqueeze(1);
            return third + (us.unsqueeze(2) * edges).sum(1);
        }

        private static Tensor Rotation(Tensor vector)
        {
            Tensor angle = vector.square().sum().sqrt(), axis = vector / angle;
            Tensor cos = angle.cos(), cross = axis.matmul(s_cross.Value).view(3, 3);
            return eye(3, dtype: float64) * cos + axis.unsqueeze(1) * axis * (1 - cos) + cross * angle.sin();
        }

        /// <summary>From a to the matrix of v ↦ a × v, [3, 9].</summary>
        private static readonly Lazy<Tensor> s_cross = new(() => tensor(new double[,]
        {
            { 0, 0, 0, 0, 0, -1, 0, 1, 0 }, { 0, 0, 1, 0, 0, 0, -1, 0, 0 }, { 0, -1, 0, 1, 0, 0, 0, 0, 0 },
        }).DetachFromDisposeScope());
    }

    /// <summary>The bones, level by level: those whose parents are known are transformed at once.</summary>
    private sealed class Skeleton
    {
        private readonly Tensor _baseRelatives, _inverseBaseAbsolutes, _turns, _order;
        private readonly List<(Tensor Bones, Tensor? Parents)> _levels = [];

        public Skeleton(Input model)
        {
            Bones = model.Count("bone_count", most: 10_000);
            long[] parents = model.Indices("parents", Bones);
            _baseRelatives = model.Tensor("base_relatives", Bones, 4, 4);
            _inverseBaseAbsolutes = model.Tensor("inverse_base_absolutes", Bones, 4, 4);
            _turns = tensor([.. Turns(about: 0), .. Turns(about: 1)]);
            _order = tensor(Levels(parents)).argsort();
        }

        public int Bones { get; }

        public Tensor Transforms(Tensor angles)
        {
            Tensor turns = cat([zeros(1, dtype: float64), angles]).index_select(0, _turns).view(2, Bones, 1, 1);
            Tensor rotations = s_fixed.Value + turns.cos() * s_cos.Value + turns.sin() * s_sin.Value;      // [2, bones, 4, 4]
            Tensor relatives = _baseRelatives.matmul(rotations.select(0, 1)).matmul(rotations.select(0, 0));
            List<Tensor> absolutes = [];
            foreach ((Tensor bones, Tensor? parents) in _levels)
            {
                Tensor own = relatives.index_select(0, bones);
                absolutes.Add(parents is null ? own : absolutes[^1].index_select(0, parents).matmul(own));
            }
            return cat(absolutes).index_select(0, _order).matmul(_inverseBaseAbsolutes);
        }

        /// <summary>Which angle, counted from 1, turns each bone about x (0) or z (1); 0 for none.</summary>
        private long[] Turns(int about)
        {
            var turns = new long[Bones];
            for (int finger = 0; finger < Fingers; finger++)
                foreach ((int bone, int angle) in about == 0 ? [(2, 1), (3, 3), (4, 4)] : new[] { (2, 2) })
                    if (bone + 4 * finger < Bones)
                        turns[bone + 4 * finger] = angle + 4 * finger;
            return turns;
        }

        /// <summary>Sorts the bones into levels, and returns all of them in that order.</summary>
        private long[] Levels(long[] parents)
        {
            List<long> order = [];
            long[] level = [.. Enumerable.Range(0, Bones).Where(bone => parents[bone] < 0).Select(bone => (long)bone)], before = [];
            for (; level.Length > 0; (before, level) = (level, [.. Below(level)]))
            {
                order.AddRange(level);
                _levels.Add((tensor(level), before.Length == 0 ? null
                    : tensor([.. level.Select(bone => (long)Array.IndexOf(before, parents[bone]))])));
            }
            return order.Count == Bones ? [.. order] : throw new InputException("parents is not a tree");

            IEnumerable<long> Below(long[] above) =>
                Enumerable.Range(0, Bones).Where(bone => Array.IndexOf(above, parents[bone]) >= 0).Select(bone => (long)bone);
        }

        // A rotation about x, and one about z: what is fixed in it, what the cosine is a factor of, and what the sine.
        private static readonly Lazy<Tensor> s_fixed = Both(
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        private static readonly Lazy<Tensor> s_cos = Both(
            [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
            [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        private static readonly Lazy<Tensor> s_sin = Both(
            [0, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
            [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        private static Lazy<Tensor> Both(double[] x, double[] z) =>
            new(() => tensor([.. x, .. z], [2, 1, 4, 4]).DetachFromDisposeScope());
    }
}
