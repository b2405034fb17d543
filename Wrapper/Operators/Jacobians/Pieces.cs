using TorchBridge.Engine;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// A tensor that is computed in pieces along one dimension, each in its own dispose scope. Each piece is copied to its place, so at most
/// one piece exists twice. A piece that has a graph or belongs to a level can't be copied in this way: it is moved to the outer scope, and
/// the pieces are joined at the end.
/// </summary>
/// <param name="total">The size of the dimension.</param>
/// <param name="along">The dimension, not negative; null if all pieces are the same tensor, of which the first is kept.</param>
internal sealed class Pieces(long total, long? along)
{
    private readonly long _dimension = along ?? -1;
    private readonly List<Tensor> _kept = [];
    private Tensor? _whole;
    private long _filled;      // the size of the part that is complete

    /// <summary>Adds the next piece. The caller still owns it.</summary>
    public void Add(Tensor piece)
    {
        long count = along is null ? total : piece.size((int)_dimension);
        if (along is null && _kept.Count > 0)
            return;
        if (_kept.Count > 0 || count == total || LevelStack.Depth > 0 || piece.requires_grad && is_grad_enabled())
        {
            _kept.Add(Handles.Another(piece).MoveToOuterDisposeScope());
            return;
        }
        _whole ??= Whole(piece);
        using Tensor place = _whole.narrow(_dimension, _filled, count);
        using Tensor same = place.copy_(piece);
        _filled += count;
    }

    /// <summary>The whole tensor. There must be at least one piece.</summary>
    public Tensor Joined()
    {
        if (_kept.Count == 0)
            return _whole!;
        if (_whole is not null)
            _kept.Insert(0, _whole.narrow(_dimension, 0, _filled));
        if (_kept.Count == 1)
            return _kept[0];
        Tensor joined = cat(_kept, _dimension);
        foreach (Tensor piece in _kept)
            piece.Dispose();
        _whole?.Dispose();
        return joined;
    }

    private Tensor Whole(Tensor piece)
    {
        long[] shape = Shapes.Of(piece);
        shape[_dimension] = total;
        return zeros(shape, piece.dtype, piece.device).MoveToOuterDisposeScope();
    }
}
