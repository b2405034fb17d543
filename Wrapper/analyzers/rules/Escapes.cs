using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>TB0004: places where a function under <c>Vmap</c> stores one of its tensors in an object that outlives the function.</summary>
internal static class Escapes
{
    private static readonly HashSet<string> s_keeping =
        ["Add", "AddRange", "AddFirst", "AddLast", "AddOrUpdate", "Enqueue", "Insert", "Push", "SetValue", "TryAdd"];

    public static IEnumerable<Diagnostic> Find(TransformedFunction function, Flow flow, KnownTypes types)
    {
        if (flow.IsEmpty)
            yield break;
        IOperation body = function.Code.Body;
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            IEnumerable<IOperation> kept = operation switch
            {
                IAssignmentOperation assignment =>
                    Syntax.Assigned(assignment).Where(each => flow.Reaches(each.Value)).Select(each => each.Target),
                IInvocationOperation { Instance: { } keeper } call when s_keeping.Contains(call.TargetMethod.Name)
                    && !types.IsTensor(keeper.Type) && call.Arguments.Any(argument => flow.Reaches(argument.Value)) => [keeper],
                _ => [],
            };
            foreach (IOperation target in kept)
                if (IsOutside(target, body))
                    yield return Diagnostic.Create(Rules.Kept, target.Syntax.GetLocation(), target.Syntax.ToString());
        }
    }

    /// <summary>Whether the variable, or the object that it is a member of, lives longer than the function.</summary>
    private static bool IsOutside(IOperation target, IOperation body) => Syntax.Unwrapped(target) switch
    {
        ILocalReferenceOperation local => !IsDeclaredIn(local.Local, body),
        IParameterReferenceOperation parameter => !IsDeclaredIn(parameter.Parameter, body),
        IArrayElementReferenceOperation element => IsOutside(element.ArrayReference, body),
        IMemberReferenceOperation { Instance: { } instance } => IsOutside(instance, body),
        IMemberReferenceOperation => true,      // a static member
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => true,
        _ => false,
    };

    /// <summary>The parameters of a lambda are declared in the lambda, outside its body.</summary>
    private static bool IsDeclaredIn(ISymbol variable, IOperation body)
    {
        SyntaxNode function = body.Parent is IAnonymousFunctionOperation lambda ? lambda.Syntax : body.Syntax;
        return variable.DeclaringSyntaxReferences.Any(each => each.SyntaxTree == function.SyntaxTree && function.Span.Contains(each.Span));
    }
}
