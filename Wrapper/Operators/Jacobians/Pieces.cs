using TorchBridge.Engine;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// A tensor that is computed piece by piece along one dimension, each piece in a dispose scope of its own. Each is copied to its place, so
/// that no more than one piece exists twice. Where a piece has a graph or belongs to a level, it is kept for the scope around, and all of
/// them are joined at the end.
/// </summary>
/// <param name="total">The size of the dimension.</param>
/// <param name="dimension">Which one, counted from the front.</param>
internal sealed class Pieces(long total, long dimension)
{
    private readonly List<Tensor> _kept = [];
    private Tensor? _whole;
    private long _filled;      // how much of the whole is in place

    /// <summary>The next piece. It stays the caller's.</summary>
    public void Add(Tensor piece)
    {
        long count = piece.size((int)dimension);
        if (_kept.Count > 0 || count == total || LevelStack.Depth > 0 || piece.requires_grad && is_grad_enabled())
        {
            _kept.Add(Handles.Another(piece).MoveToOuterDisposeScope());
            return;
        }
        _whole ??= Whole(piece);
        using Tensor place = _whole.narrow(dimension, _filled, count);
        using Tensor same = place.copy_(piece);
        _filled += count;
    }

    /// <summary>All of them, of which there is one at least.</summary>
    public Tensor Joined()
    {
        if (_kept.Count == 0)
            return _whole!;
        if (_whole is not null)
            _kept.Insert(0, _whole.narrow(dimension, 0, _filled));
        if (_kept.Count == 1)
            return _kept[0];
        Tensor joined = cat(_kept, dimension);
        foreach (Tensor piece in _kept)
            piece.Dispose();
        _whole?.Dispose();
        return joined;
    }

    private Tensor Whole(Tensor piece)
    {
        long[] shape = Shapes.Of(piece);
        shape[dimension] = total;
        return zeros(shape, piece.dtype, piece.device).MoveToOuterDisposeScope();
    }
}
