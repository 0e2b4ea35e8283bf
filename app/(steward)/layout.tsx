export { default } from "../(employee)/layout.tsx";
