using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>Finds the dispose scope around an operation.</summary>
internal static class Scopes
{
    /// <summary>
    /// Whether the operation is inside a dispose scope that is opened inside <paramref name="within"/>, or inside any scope if that is
    /// null.
    /// </summary>
    public static bool Cover(IOperation operation, IOperation? within, KnownTypes types)
    {
        for (IOperation inner = operation; inner != within && inner.Parent is { } outer; inner = outer)
            switch (outer)
            {
                case IUsingOperation statement when statement.Body == inner && Opens(statement.Resources, types):
                    return true;
                case IBlockOperation block when block.Operations.TakeWhile(each => each != inner)
                    .Any(each => each is IUsingDeclarationOperation declaration && Opens(declaration.DeclarationGroup, types)):
                    return true;
            }
        return false;
    }

    private static bool Opens(IOperation resources, KnownTypes types) =>
        resources.DescendantsAndSelf().Any(each => types.IsDisposeScope(each.Type));
}
