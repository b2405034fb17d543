using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Levels belong to their thread; forward mode, which LibTorch has once for the process, is shared without being seen.</summary>
[TestClass]
public sealed class TransformThreadTests
{
    private static Tensor Cubic(Tensor x) => x.pow(3).sum() + x.prod();

    [TestMethod]
    public void EachThreadHasItsOwnTransforms()
    {
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, worker =>
        {
            for (int i = 0; i < 40; i++)
            {
                using var scope = NewDisposeScope();
                Tensor x = rand(worker + 1, 3, dtype: float64) + 0.5, v = rand(3, dtype: float64), at = x[0];
                Tensor hessian = (at * 6).diag() + at.prod() * ((1 / at).outer(1 / at) - (1 / at.square()).diag());
                Same.Values(x * x * 3 + x.prod(dim: 1L).unsqueeze(1) / x, Vmap(Grad(Cubic))(x), 1e-10);
                Same.Values(hessian, Hessian(Cubic)(at), 1e-10);
                Same.Values(hessian, JacFwd(JacFwd(Cubic))(at), 1e-10);
                Same.Values(hessian.mv(v), Jvp(Grad(Cubic), at, v).Tangent, 1e-10);
                Assert.ThrowsExactly<TimeoutException>(() => Vmap(Grad((Tensor _) => throw new TimeoutException()))(x));
                Assert.AreEqual(0, Engine.LevelStack.Depth);
            }
        });
    }

    [TestMethod]
    public void ALevelIsNotSeenByOthers()
    {
        using var scope = NewDisposeScope();
        Tensor x = rand(3, 2, dtype: float64);
        Tensor result = Vmap((Tensor t) =>
        {
            double[]? other = null;
            var thread = new Thread(() =>
            {
                using Tensor plain = ones(2, dtype: float64), gradient = Grad(Cubic)(plain);      // no batch here
                other = Numeric.Values(gradient);
            });
            thread.Start();
            thread.Join();
            CollectionAssert.AreEqual(new[] { 4.0, 4.0 }, other);
            return t * 2;
        })(x);
        Same.Values(x * 2, result);
    }

    /// <summary>A batched tensor means nothing on a thread that is not in its level.</summary>
    [TestMethod]
    public void ATensorOfALevelOnAnotherThreadIsAnErrorThere()
    {
        using var scope = NewDisposeScope();
        Exception? thrown = null;
        Vmap((Tensor t) =>
        {
            var thread = new Thread(() => thrown = Record(() => Console.WriteLine((t + t).ToString(TorchSharp.TensorStringStyle.Julia))));
            thread.Start();
            thread.Join();
            return t;
        })(rand(3, 2, dtype: float64));
        Assert.IsNotNull(thrown);

        static Exception? Record(Action action)
        {
            try
            {
                action();
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }
    }
}
